using System.Diagnostics.CodeAnalysis;
using Protocols.Imap.Syntax;

namespace Protocols.Imap.Commands;

/// <summary>COMPRESS.</summary>
internal static class CompressSyntax
{
    /// <summary>RFC 4978 §5: DEFLATE is the one algorithm there is.</summary>
    public static bool Read(ref ImapCommandReader reader, string tag, [NotNullWhen(true)] out ImapCommand? command)
    {
        command = null;
        if (!reader.Space() || !reader.Keyword(out string? algorithm) || !reader.End())
        {
            return false;
        }

        if (algorithm != "DEFLATE")
        {
            return reader.Fail("COMPRESS knows no algorithm but DEFLATE");
        }

        command = new CompressCommand { Tag = tag };
        return true;
    }
}
