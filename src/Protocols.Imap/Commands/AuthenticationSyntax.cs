using System.Buffers;
using System.Buffers.Text;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using Protocols.Imap.Syntax;

namespace Protocols.Imap.Commands;

/// <summary>ID, AUTHENTICATE, LOGIN, ENABLE.</summary>
internal static class AuthenticationSyntax
{
    private static readonly SearchValues<byte> s_base64 = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/="u8);

    /// <summary>RFC 2971 §3.1, §4: at most 30 fields, names of at most 30 octets, values of at most 1,024.</summary>
    public static bool ReadId(ref ImapCommandReader reader, string tag, [NotNullWhen(true)] out ImapCommand? command)
    {
        command = null;
        ImmutableArray<KeyValuePair<string, string?>>.Builder fields = ImmutableArray.CreateBuilder<KeyValuePair<string, string?>>();
        if (!reader.Space())
        {
            return false;
        }

        if (!reader.TryKeyword("NIL"u8))
        {
            if (!reader.Expect((byte)'('))
            {
                return false;
            }

            while (!reader.TryTake((byte)')'))
            {
                if (fields.Count > 0 && !reader.Space())
                {
                    return false;
                }

                if (!reader.String(out ReadOnlySpan<byte> name) || !reader.Space() || !reader.NString(out ReadOnlySpan<byte> value, out bool isNil))
                {
                    return false;
                }

                if (fields.Count == 30 || name.Length > 30 || value.Length > 1024)
                {
                    return reader.Fail("ID says too much");
                }

                // Told for logs alone: what is not UTF-8 is replaced, not refused.
                fields.Add(new(Encoding.UTF8.GetString(name), isNil ? null : Encoding.UTF8.GetString(value)));
            }
        }

        if (!reader.End())
        {
            return false;
        }

        command = new IdCommand { Tag = tag, Fields = fields.DrainToImmutable() };
        return true;
    }

    /// <summary>RFC 9051 §6.2.2, with the initial response of RFC 4959.</summary>
    public static bool ReadAuthenticate(ref ImapCommandReader reader, string tag, [NotNullWhen(true)] out ImapCommand? command)
    {
        command = null;
        if (!reader.Space() || !reader.Keyword(out string? mechanism))
        {
            return false;
        }

        ReadOnlyMemory<byte>? initial = null;
        if (!reader.IsAtEnd)
        {
            if (!reader.Space() || !reader.TryRun(s_base64, out ReadOnlySpan<byte> text))
            {
                return reader.Fail("the initial response is not base64");
            }

            if (text is not [(byte)'='])
            {
                if (!TryDecodeBase64(text, out byte[] decoded))
                {
                    return reader.Fail("the initial response is not base64");
                }

                initial = decoded;
            }
            else
            {
                // RFC 4959 §3: a response of no octets.
                initial = ReadOnlyMemory<byte>.Empty;
            }
        }

        if (!reader.End())
        {
            return false;
        }

        command = new AuthenticateCommand { Tag = tag, Mechanism = mechanism, InitialResponse = initial };
        return true;
    }

    public static bool ReadLogin(ref ImapCommandReader reader, string tag, [NotNullWhen(true)] out ImapCommand? command)
    {
        command = null;
        if (!reader.Space() || !reader.Text(out string? user) || !reader.Space() || !reader.AString(out ReadOnlySpan<byte> password) || !reader.End())
        {
            return false;
        }

        command = new LoginCommand { Tag = tag, UserName = user, Password = password.ToArray() };
        return true;
    }

    /// <summary>RFC 9051 §6.3.1. Which of them are enabled is the session's to say.</summary>
    public static bool ReadEnable(ref ImapCommandReader reader, string tag, [NotNullWhen(true)] out ImapCommand? command)
    {
        command = null;
        ImmutableArray<string>.Builder capabilities = ImmutableArray.CreateBuilder<string>();
        do
        {
            if (!reader.Space() || !reader.Keyword(out string? capability))
            {
                return false;
            }

            if (capabilities.Count == reader.Limits.MaxListItems)
            {
                return reader.Fail("there are too many capabilities");
            }

            capabilities.Add(capability);
        }
        while (!reader.IsAtEnd);

        command = new EnableCommand { Tag = tag, Capabilities = capabilities.DrainToImmutable(), Enabled = [] };
        return true;
    }

    /// <summary>Decodes base64 strictly: no white space, whole groups (RFC 9051 §9, base64).</summary>
    public static bool TryDecodeBase64(ReadOnlySpan<byte> text, out byte[] decoded)
    {
        decoded = [];
        if (text.ContainsAnyExcept(s_base64))
        {
            return false;
        }

        byte[] buffer = new byte[Base64.GetMaxDecodedFromUtf8Length(text.Length)];
        if (Base64.DecodeFromUtf8(text, buffer, out int consumed, out int written) != OperationStatus.Done || consumed != text.Length)
        {
            return false;
        }

        decoded = buffer.Length == written ? buffer : buffer[..written];
        return true;
    }
}
