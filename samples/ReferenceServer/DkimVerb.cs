using System.Globalization;
using Protocols.MailAuth.Dkim;
using Protocols.Text;

namespace Protocols.Samples.ReferenceServer;

/// <summary>The verb <c>dkim new</c>: makes a key, and tells what to publish and what to set.</summary>
internal static class DkimVerb
{
    // RFC 1035 §3.3: so long is a string of a record at most; a longer text is several.
    private const int LongestString = 255;

    public static int New(ServerSettings settings, string domain, string? selector, string? algorithm)
    {
        algorithm = (algorithm ?? "rsa").ToLowerInvariant();
        string pem = algorithm switch
        {
            "rsa" => DkimKeyFile.NewRsa(),
            "ed25519" => DkimKeyFile.NewEd25519(),
            _ => throw new UsageException($"'{algorithm}' is no algorithm of DKIM; there are rsa and ed25519."),
        };
        if (DomainName.ToAscii(domain, out string ascii) != DomainNameDefects.None)
        {
            throw new UsageException($"'{domain}' is no domain.");
        }

        selector ??= string.Create(CultureInfo.InvariantCulture, $"{algorithm}-{TimeProvider.System.GetUtcNow():yyyyMM}");
        if (!selector.All(static c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.'))
        {
            throw new UsageException($"'{selector}' cannot be a selector.");
        }

        string folder = Path.GetFullPath(Path.Combine(settings.DataFolder, "dkim"));
        string file = Path.Combine(folder, $"{ascii}.{selector}.pem");
        if (File.Exists(file))
        {
            throw new UsageException($"There is a key in {file} already: give another --selector.");
        }

        Directory.CreateDirectory(folder);
        SecretFile.Write(file, pem);
        using DkimSigningKey key = DkimKeyFile.Read(new DkimKeySettings { Domain = ascii, Selector = selector, PrivateKeyFile = file });
        Console.WriteLine($$"""
            The private key is in {{file}}.
            Publish this record in the DNS:

            {{selector}}._domainkey.{{ascii}}. IN TXT ( {{string.Join(' ', key.ToRecord().Chunk(LongestString).Select(static s => $"\"{new string(s)}\""))}} )

            Then have mail signed with it, in appsettings.json:

            { "Server": { "Dkim": { "Keys": [ { "Domain": "{{ascii}}", "Selector": "{{selector}}", "PrivateKeyFile": {{System.Text.Json.JsonSerializer.Serialize(file)}} } ] } } }
            """);
        return 0;
    }
}
