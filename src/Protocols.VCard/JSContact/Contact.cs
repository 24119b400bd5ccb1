using System.Text.Json.Nodes;

namespace Protocols.VCard.JSContact;

/// <summary>A mail address (RFC 9553 §2.3.1).</summary>
/// <param name="json">The JSON object to show.</param>
public sealed class EmailAddress(JsonObject json) : JSContactObject(json), IJSContactObject<EmailAddress>
{
    /// <summary>Makes one without properties.</summary>
    public EmailAddress()
        : this([])
    {
    }

    /// <summary>The address, an addr-spec (RFC 5322 §3.4.1).</summary>
    public string? Address { get => GetText("address"); set => SetText("address", value); }

    /// <summary>The contexts to use it in, such as <c>private</c> and <c>work</c> (RFC 9553 §1.5.1).</summary>
    public IReadOnlyList<string> Contexts { get => GetSet("contexts"); set => SetSet("contexts", value); }

    /// <summary>How much it is preferred, 1 the most, 100 the least; null for less than that (RFC 9553 §1.5.3).</summary>
    public int? Preference { get => GetInt("pref"); set => SetInt("pref", value, 1, 100); }

    /// <summary>A label to show (RFC 9553 §1.5.2).</summary>
    public string? Label { get => GetText("label"); set => SetText("label", value); }

    static EmailAddress IJSContactObject<EmailAddress>.Of(JsonObject json) => new(json);
}

/// <summary>An account at a service (RFC 9553 §2.3.2).</summary>
/// <param name="json">The JSON object to show.</param>
public sealed class OnlineService(JsonObject json) : JSContactObject(json), IJSContactObject<OnlineService>
{
    /// <summary>Makes one without properties.</summary>
    public OnlineService()
        : this([])
    {
    }

    /// <summary>The service or protocol; letter case is of no account.</summary>
    public string? Service { get => GetText("service"); set => SetText("service", value); }

    /// <summary>The account, as a URI.</summary>
    public string? Uri { get => GetText("uri"); set => SetText("uri", value); }

    /// <summary>The name of the account.</summary>
    public string? User { get => GetText("user"); set => SetText("user", value); }

    /// <summary>The contexts to use it in, such as <c>private</c> and <c>work</c> (RFC 9553 §1.5.1).</summary>
    public IReadOnlyList<string> Contexts { get => GetSet("contexts"); set => SetSet("contexts", value); }

    /// <summary>How much it is preferred, 1 the most, 100 the least; null for less than that (RFC 9553 §1.5.3).</summary>
    public int? Preference { get => GetInt("pref"); set => SetInt("pref", value, 1, 100); }

    /// <summary>A label to show (RFC 9553 §1.5.2).</summary>
    public string? Label { get => GetText("label"); set => SetText("label", value); }

    static OnlineService IJSContactObject<OnlineService>.Of(JsonObject json) => new(json);
}

/// <summary>A telephone number (RFC 9553 §2.3.3).</summary>
/// <param name="json">The JSON object to show.</param>
public sealed class Phone(JsonObject json) : JSContactObject(json), IJSContactObject<Phone>
{
    /// <summary>Makes one without properties.</summary>
    public Phone()
        : this([])
    {
    }

    /// <summary>The number, as a URI or in words.</summary>
    public string? Number { get => GetText("number"); set => SetText("number", value); }

    /// <summary>What it is for: <c>mobile</c>, <c>voice</c>, <c>text</c>, <c>video</c>, <c>main-number</c>, <c>textphone</c>, <c>fax</c>, <c>pager</c>.</summary>
    public IReadOnlyList<string> Features { get => GetSet("features"); set => SetSet("features", value); }

    /// <summary>The contexts to use it in, such as <c>private</c> and <c>work</c> (RFC 9553 §1.5.1).</summary>
    public IReadOnlyList<string> Contexts { get => GetSet("contexts"); set => SetSet("contexts", value); }

    /// <summary>How much it is preferred, 1 the most, 100 the least; null for less than that (RFC 9553 §1.5.3).</summary>
    public int? Preference { get => GetInt("pref"); set => SetInt("pref", value, 1, 100); }

    /// <summary>A label to show (RFC 9553 §1.5.2).</summary>
    public string? Label { get => GetText("label"); set => SetText("label", value); }

    static Phone IJSContactObject<Phone>.Of(JsonObject json) => new(json);
}

/// <summary>A language to speak to them in (RFC 9553 §2.3.4).</summary>
/// <param name="json">The JSON object to show.</param>
public sealed class LanguagePref(JsonObject json) : JSContactObject(json), IJSContactObject<LanguagePref>
{
    /// <summary>Makes one without properties.</summary>
    public LanguagePref()
        : this([])
    {
    }

    /// <summary>The language, a tag (RFC 5646).</summary>
    public string? Language { get => GetText("language"); set => SetText("language", value); }

    /// <summary>The contexts to use it in, such as <c>private</c> and <c>work</c> (RFC 9553 §1.5.1).</summary>
    public IReadOnlyList<string> Contexts { get => GetSet("contexts"); set => SetSet("contexts", value); }

    /// <summary>How much it is preferred, 1 the most, 100 the least; null for less than that (RFC 9553 §1.5.3).</summary>
    public int? Preference { get => GetInt("pref"); set => SetInt("pref", value, 1, 100); }

    static LanguagePref IJSContactObject<LanguagePref>.Of(JsonObject json) => new(json);
}

/// <summary>Where invitations are sent to (RFC 9553 §2.4.2).</summary>
/// <param name="json">The JSON object to show.</param>
public sealed class SchedulingAddress(JsonObject json) : JSContactObject(json), IJSContactObject<SchedulingAddress>
{
    /// <summary>Makes one without properties.</summary>
    public SchedulingAddress()
        : this([])
    {
    }

    /// <summary>The address, a URI.</summary>
    public string? Uri { get => GetText("uri"); set => SetText("uri", value); }

    /// <summary>The contexts to use it in, such as <c>private</c> and <c>work</c> (RFC 9553 §1.5.1).</summary>
    public IReadOnlyList<string> Contexts { get => GetSet("contexts"); set => SetSet("contexts", value); }

    /// <summary>How much it is preferred, 1 the most, 100 the least; null for less than that (RFC 9553 §1.5.3).</summary>
    public int? Preference { get => GetInt("pref"); set => SetInt("pref", value, 1, 100); }

    /// <summary>A label to show (RFC 9553 §1.5.2).</summary>
    public string? Label { get => GetText("label"); set => SetText("label", value); }

    static SchedulingAddress IJSContactObject<SchedulingAddress>.Of(JsonObject json) => new(json);
}
