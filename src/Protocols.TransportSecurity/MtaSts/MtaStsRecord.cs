namespace Protocols.TransportSecurity.MtaSts;

/// <summary>The record that tells that a domain has a policy, and which (RFC 8461 §3.1).</summary>
/// <param name="Id">The policy's identifier, 1 to 32 letters and digits: another one, another policy.</param>
public sealed record MtaStsRecord(string Id)
{
    private const string Version = "v=STSv1";
    private const int LongestId = 32;

    /// <summary>The name under which it stands.</summary>
    /// <param name="domain">The domain, in ASCII.</param>
    public static string NameOf(string domain)
    {
        ArgumentNullException.ThrowIfNull(domain);
        return "_mta-sts." + domain.TrimEnd('.');
    }

    /// <summary>Reads the records that stand there.</summary>
    /// <param name="texts">Their texts. Those that are none of this kind are passed over; then there has to be exactly one.</param>
    /// <param name="record">The record; null where there is none.</param>
    /// <param name="problem">Why there is none, in words for a person; empty where there is one.</param>
    public static bool TryRead(IEnumerable<string> texts, out MtaStsRecord? record, out string problem)
    {
        ArgumentNullException.ThrowIfNull(texts);
        record = null;
        if (!VersionedTags.TryReadOnly(texts, Version, out Dictionary<string, string> fields, out problem))
        {
            return false;
        }

        if (!fields.TryGetValue("id", out string? id) || id.Length > LongestId || !id.All(char.IsAsciiLetterOrDigit))
        {
            problem = id is null ? "there is no id" : "the id is not 1 to 32 letters and digits";
            return false;
        }

        record = new MtaStsRecord(id);
        return true;
    }
}
