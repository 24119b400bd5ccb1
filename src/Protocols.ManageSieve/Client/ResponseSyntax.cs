using System.Diagnostics.CodeAnalysis;
using System.Text;
using Protocols.ManageSieve.Syntax;

namespace Protocols.ManageSieve.Client;

/// <summary>Reads responses (RFC 5804 §4).</summary>
internal static class ResponseSyntax
{
    /// <summary>Reads how a command ended.</summary>
    /// <returns>False if it is something else, which <paramref name="reader"/> then has read nothing of, or broken.</returns>
    public static bool TryReadStatus(ref TokenReader reader, [NotNullWhen(true)] out ManageSieveResponse? response)
    {
        response = null;
        if (!reader.Atom(out ReadOnlySpan<byte> word) || !TryStatus(word, out ManageSieveStatus status))
        {
            return reader.Fail("this is no response");
        }

        ManageSieveResponseCode code = ManageSieveResponseCode.None;
        string text = "";
        if (!reader.IsAtEnd)
        {
            reader.Space();
            if (reader.TryTake((byte)'('))
            {
                if (!TryReadCode(ref reader, out code))
                {
                    return false;
                }

                if (!reader.IsAtEnd)
                {
                    reader.Space();
                }
            }

            if (reader.IsAtString)
            {
                if (!reader.String(out ReadOnlySpan<byte> said))
                {
                    return false;
                }

                text = Encoding.UTF8.GetString(said);
            }
        }

        response = reader.End() ? new ManageSieveResponse(status, code, text) : null;
        return response is not null;
    }

    private static bool TryStatus(ReadOnlySpan<byte> word, out ManageSieveStatus status)
    {
        status = Ascii.EqualsIgnoreCase(word, "OK"u8) ? ManageSieveStatus.Ok : Ascii.EqualsIgnoreCase(word, "NO"u8) ? ManageSieveStatus.No : ManageSieveStatus.Bye;
        return status != ManageSieveStatus.Bye || Ascii.EqualsIgnoreCase(word, "BYE"u8);
    }

    // resp-code-ext = resp-code-name [SP extension-data]: of what is not known the first argument is kept.
    private static bool TryReadCode(ref TokenReader reader, out ManageSieveResponseCode code)
    {
        code = default;
        if (!reader.Atom(out ReadOnlySpan<byte> name))
        {
            return false;
        }

        byte[] argument = [];
        bool hasArgument = false;
        for (int depth = 1; depth > 0;)
        {
            if (reader.TryTake((byte)')'))
            {
                depth--;
            }
            else if (reader.TryTake((byte)'('))
            {
                depth++;
            }
            else if (!reader.TryTake((byte)' '))
            {
                bool isRead = reader.IsAtString ? reader.String(out ReadOnlySpan<byte> value) : reader.Atom(out value);
                if (!isRead)
                {
                    return false;
                }

                argument = hasArgument ? argument : value.ToArray();
                hasArgument = true;
            }
        }

        code = new ManageSieveResponseCode(Encoding.ASCII.GetString(name).ToUpperInvariant()) { Argument = argument };
        return true;
    }
}
