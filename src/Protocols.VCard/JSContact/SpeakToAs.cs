using System.Text.Json.Nodes;

namespace Protocols.VCard.JSContact;

/// <summary>How to speak to and of them (RFC 9553 §2.2.4).</summary>
/// <param name="json">The JSON object to show.</param>
public sealed class SpeakToAs(JsonObject json) : JSContactObject(json), IJSContactObject<SpeakToAs>
{
    /// <summary>Makes one without properties.</summary>
    public SpeakToAs()
        : this([])
    {
    }

    /// <summary>The grammatical gender: <c>animate</c>, <c>common</c>, <c>feminine</c>, <c>inanimate</c>, <c>masculine</c>, <c>neuter</c>.</summary>
    public string? GrammaticalGender { get => GetText("grammaticalGender"); set => SetText("grammaticalGender", value); }

    /// <summary>Their pronouns.</summary>
    public JSContactMap<Pronouns> Pronouns => GetMap<Pronouns>("pronouns");

    static SpeakToAs IJSContactObject<SpeakToAs>.Of(JsonObject json) => new(json);
}

/// <summary>Pronouns (RFC 9553 §2.2.4).</summary>
/// <param name="json">The JSON object to show.</param>
public sealed class Pronouns(JsonObject json) : JSContactObject(json), IJSContactObject<Pronouns>
{
    /// <summary>Makes one without properties.</summary>
    public Pronouns()
        : this([])
    {
    }

    /// <summary>The pronouns, such as <c>they/them</c>.</summary>
    public string? Value { get => GetText("pronouns"); set => SetText("pronouns", value); }

    /// <summary>The contexts to use it in, such as <c>private</c> and <c>work</c> (RFC 9553 §1.5.1).</summary>
    public IReadOnlyList<string> Contexts { get => GetSet("contexts"); set => SetSet("contexts", value); }

    /// <summary>How much it is preferred, 1 the most, 100 the least; null for less than that (RFC 9553 §1.5.3).</summary>
    public int? Preference { get => GetInt("pref"); set => SetInt("pref", value, 1, 100); }

    static Pronouns IJSContactObject<Pronouns>.Of(JsonObject json) => new(json);
}
