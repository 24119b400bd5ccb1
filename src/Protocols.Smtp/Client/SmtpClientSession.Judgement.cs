using System.Text;

namespace Protocols.Smtp;

public sealed partial class SmtpClientSession
{
    // What a message can do without, each by its own specification: RFC 1870 §5, RFC 3461 §5.2.2, RFC 2852 §4.1.4.2 (mode N alone),
    // RFC 6710 §4.3, RFC 4954 §5, RFC 3865 §2.3.
    private const SmtpExtensions Dispensable = SmtpExtensions.Size | SmtpExtensions.Dsn | SmtpExtensions.DeliverBy | SmtpExtensions.Priority | SmtpExtensions.Auth | SmtpExtensions.NoSoliciting;

    /// <summary>Whether the server's offers are enough for a message, and with which parameters it is to be sent.</summary>
    private SmtpClientStatus Judge(SmtpEnvelope envelope, out SmtpMailParameters parameters, out SmtpExtensions leftOut)
    {
        leftOut = SmtpExtensions.None;
        parameters = envelope.Parameters;
        if (envelope.Recipients.Count == 0)
        {
            return SmtpClientStatus.NoRecipients;
        }

        if (_transactions >= Capabilities.MaxTransactions)
        {
            return SmtpClientStatus.TooManyTransactions;
        }

        // A server without SMTPUTF8 can still have the message for those recipients that it can be told of.
        bool isForAll = parameters.SmtpUtf8 || !Ascii.IsValid(envelope.ReversePath) || envelope.Recipients.All(r => !Ascii.IsValid(r.Address));
        bool isForSome = Capabilities.Offers(SmtpExtensions.SmtpUtf8) && envelope.Recipients.Any(r => !Ascii.IsValid(r.Address));
        parameters = parameters with { SmtpUtf8 = isForAll || isForSome };

        if (parameters.Body == SmtpBodyType.SevenBit && !Capabilities.Offers(SmtpExtensions.EightBitMime))
        {
            // Seven bits are what every server takes without being told.
            parameters = parameters with { Body = SmtpBodyType.Unspecified };
        }

        SmtpExtensions needs = parameters.Needs | (envelope.Recipients.Any(r => r.Parameters.Needs != SmtpExtensions.None) ? SmtpExtensions.Dsn : SmtpExtensions.None);
        SmtpExtensions missing = needs & ~Capabilities.Extensions;
        SmtpClientStatus status = JudgeMissing(missing, parameters);
        status = status == SmtpClientStatus.Ok ? JudgeBounds(parameters) : status;
        if (status == SmtpClientStatus.Ok && IsHeldWrongly(envelope.ReversePath, parameters))
        {
            WriteStatus = SmtpWriteStatus.BadParameter;
            return SmtpClientStatus.BadEnvelope;
        }

        leftOut = missing & Dispensable;
        parameters = Without(leftOut, parameters);
        return status;
    }

    // RFC 4865 §5.1.1, §5.3.1: no notification is held; §5.2.1: none for longer than it has to be delivered by.
    private static bool IsHeldWrongly(string reversePath, in SmtpMailParameters parameters) =>
        (reversePath.Length == 0 && (parameters.HoldFor is not null || parameters.HoldUntil is not null)) || parameters.HoldFor > parameters.DeliverBy?.Seconds;

    private SmtpClientStatus JudgeMissing(SmtpExtensions missing, in SmtpMailParameters parameters) =>
        parameters.RequireTls && !IsSecure ? SmtpClientStatus.NeedsTls
        : missing.HasFlag(SmtpExtensions.RequireTls) ? SmtpClientStatus.NeedsRequireTls
        : missing.HasFlag(SmtpExtensions.SmtpUtf8) ? SmtpClientStatus.NeedsSmtpUtf8
        : missing.HasFlag(SmtpExtensions.EightBitMime) ? SmtpClientStatus.NeedsEightBitMime
        : missing.HasFlag(SmtpExtensions.BinaryMime) ? SmtpClientStatus.NeedsBinaryMime
        : missing.HasFlag(SmtpExtensions.FutureRelease) ? SmtpClientStatus.NeedsFutureRelease
        : missing.HasFlag(SmtpExtensions.DeliverBy) && parameters.DeliverBy!.Value.Return ? SmtpClientStatus.NeedsDeliverBy
        : SmtpClientStatus.Ok;

    private SmtpClientStatus JudgeBounds(in SmtpMailParameters parameters) =>
        parameters.Size > Capabilities.MaxMessageSize ? SmtpClientStatus.TooLarge
        : parameters.DeliverBy is { Return: true } by && by.Seconds < Capabilities.MinDeliverBy ? SmtpClientStatus.DeliverByTooSoon
        : parameters.HoldFor > Capabilities.MaxHoldFor || parameters.HoldUntil > Capabilities.MaxHoldUntil ? SmtpClientStatus.HeldTooLong
        : parameters.Solicit?.Split(',').Any(word => Capabilities.NoSoliciting.Contains(word, StringComparer.OrdinalIgnoreCase)) == true ? SmtpClientStatus.Solicited
        : SmtpClientStatus.Ok;

    private static SmtpMailParameters Without(SmtpExtensions leftOut, in SmtpMailParameters parameters) => parameters with
    {
        Size = leftOut.HasFlag(SmtpExtensions.Size) ? null : parameters.Size,
        Return = leftOut.HasFlag(SmtpExtensions.Dsn) ? DsnReturn.Unspecified : parameters.Return,
        EnvelopeId = leftOut.HasFlag(SmtpExtensions.Dsn) ? null : parameters.EnvelopeId,
        DeliverBy = leftOut.HasFlag(SmtpExtensions.DeliverBy) ? null : parameters.DeliverBy,
        Priority = leftOut.HasFlag(SmtpExtensions.Priority) ? null : parameters.Priority,
        Submitter = leftOut.HasFlag(SmtpExtensions.Auth) ? null : parameters.Submitter,
        Solicit = leftOut.HasFlag(SmtpExtensions.NoSoliciting) ? null : parameters.Solicit,
    };
}
