using System.Text;
using System.Text.Json;
using Protocols.Dns;
using Protocols.MailAuth;
using Protocols.MailAuth.Atps;
using Protocols.MailAuth.Dkim;

namespace Protocols.Samples.SpamCheck;

/// <summary>Says what was found, to people or to programs.</summary>
internal static class VerdictPrinter
{
    public static void Table(string name, SmtpFacts facts, MailAuthResult result, bool withTrace)
    {
        Console.WriteLine($"{name}: from {facts.Client?.ToString() ?? "nobody knows where"}{(facts.Helo.Length > 0 ? $", who called itself {facts.Helo}" : "")}, for <{facts.MailFrom}>");
        Line("spf", result.Spf.ToString());
        Line("spf helo", result.SpfHelo.ToString());
        foreach (DkimResult signature in result.Dkim)
        {
            Line("dkim", $"{signature}{(signature.Signature is { } signed ? $", key {signed.Selector} of {signed.Domain}" : "")}");
        }

        if (result.Dkim.IsEmpty)
        {
            Line("dkim", "none");
        }

        Line("arc", result.Arc.ToString());
        if (result.Atps.Verdict != AtpsVerdict.None)
        {
            Line("dkim-atps", result.Atps.ToString());
        }

        Line("dmarc", result.Dmarc.ToString());
        Line("iprev", result.Iprev is { } iprev ? $"{iprev.Verdict} {iprev.HostName}" : "not asked");
        foreach (string step in withTrace ? result.Spf.Trace : [])
        {
            Line("spf step", step);
        }

        foreach (DnsAnswer answer in withTrace ? result.Answers : [])
        {
            Line("dns", answer.ToString());
        }

        Console.Write(result.Results.ToField().ReplaceLineEndings());
        Console.WriteLine();
    }

    public static void Json(string name, SmtpFacts facts, MailAuthResult result, bool withTrace)
    {
        using MemoryStream buffer = new();
        using (Utf8JsonWriter writer = new(buffer))
        {
            writer.WriteStartObject();
            writer.WriteString("name", name);
            writer.WriteString("client", facts.Client?.ToString());
            writer.WriteString("helo", facts.Helo);
            writer.WriteString("mailFrom", facts.MailFrom);
            Verdict(writer, "spf", result.Spf.Name, result.Spf.Reason.ToString(), result.Spf.Domain);
            Verdict(writer, "spfHelo", result.SpfHelo.Name, result.SpfHelo.Reason.ToString(), result.SpfHelo.Domain);
            writer.WriteStartArray("dkim");
            foreach (DkimResult signature in result.Dkim)
            {
                writer.WriteStartObject();
                writer.WriteString("result", signature.Name);
                writer.WriteString("reason", signature.Reason.ToString());
                writer.WriteString("domain", signature.Signature?.Domain);
                writer.WriteString("selector", signature.Signature?.Selector);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
            Verdict(writer, "arc", result.Arc.Name, result.Arc.Reason.ToString(), result.Arc.Sets.IsEmpty ? "" : result.Arc.Sets[^1].SealDomain);
            Verdict(writer, "dmarc", result.Dmarc.Name, result.Dmarc.Reason.ToString(), result.Dmarc.AuthorDomain);
            writer.WriteString("policy", result.Dmarc.Policy.ToString().ToLowerInvariant());
            Verdict(writer, "dkimAtps", result.Atps.Name, result.Atps.Reason.ToString(), result.Atps.SignerDomain);
            if (result.Iprev is { } iprev)
            {
                Verdict(writer, "iprev", iprev.Verdict, "", iprev.HostName);
            }

            writer.WriteString("field", result.Results.ToValue());
            if (withTrace)
            {
                writer.WriteStartArray("trace");
                foreach (string step in result.Spf.Trace.Concat(result.Answers.Select(static a => a.ToString())))
                {
                    writer.WriteStringValue(step);
                }

                writer.WriteEndArray();
            }

            writer.WriteEndObject();
        }

        Console.WriteLine(Encoding.UTF8.GetString(buffer.ToArray()));
    }

    private static void Line(string what, string value) => Console.WriteLine($"  {what,-9} {value}");

    private static void Verdict(Utf8JsonWriter writer, string what, string result, string reason, string domain)
    {
        writer.WriteStartObject(what);
        writer.WriteString("result", result);
        writer.WriteString("reason", reason);
        writer.WriteString("domain", domain);
        writer.WriteEndObject();
    }
}
