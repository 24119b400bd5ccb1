using System.Text.Json.Nodes;

namespace Protocols.VCard.JSContact;

/// <summary>A name (RFC 9553 §2.2.1.1): its components, or all of it in one text, or both.</summary>
/// <param name="json">The JSON object to show.</param>
public sealed class Name(JsonObject json) : JSContactObject(json), IJSContactObject<Name>
{
    /// <summary>Makes one without properties.</summary>
    public Name()
        : this([])
    {
    }

    /// <summary>The components; elements that are no objects are not shown.</summary>
    public IReadOnlyList<NameComponent> Components { get => GetList<NameComponent>("components"); set => SetList("components", value); }

    /// <summary>Whether the components stand in the order to show them in.</summary>
    public bool IsOrdered { get => GetFlag("isOrdered"); set => SetFlag("isOrdered", value); }

    /// <summary>What to put between components that have no separator between them; only where they are ordered.</summary>
    public string? DefaultSeparator { get => GetText("defaultSeparator"); set => SetText("defaultSeparator", value); }

    /// <summary>All of it in one text.</summary>
    public string? Full { get => GetText("full"); set => SetText("full", value); }

    /// <summary>The script of what the components' <c>phonetic</c> says, a subtag of RFC 5646 §2.2.3 (RFC 9553 §1.5.4).</summary>
    public string? PhoneticScript { get => GetText("phoneticScript"); set => SetText("phoneticScript", value); }

    /// <summary>The system of what the components' <c>phonetic</c> says: <c>ipa</c>, <c>jyut</c>, <c>piny</c> (RFC 9553 §1.5.4).</summary>
    public string? PhoneticSystem { get => GetText("phoneticSystem"); set => SetText("phoneticSystem", value); }

    /// <summary>What to sort by, by the kind of component: an object of texts.</summary>
    public JsonObject? SortAs { get => Json["sortAs"] as JsonObject; set => Put("sortAs", value); }

    /// <summary>The name in one text: <see cref="Full"/>, or the components one behind the other with their separators, a space where there is none.</summary>
    public string ToDisplayName() => Full ?? StructuredText.Join(Json);

    static Name IJSContactObject<Name>.Of(JsonObject json) => new(json);
}

/// <summary>A part of a name (RFC 9553 §2.2.1.2).</summary>
/// <param name="json">The JSON object to show.</param>
public sealed class NameComponent(JsonObject json) : JSContactObject(json), IJSContactObject<NameComponent>
{
    /// <summary>Makes one without properties.</summary>
    public NameComponent()
        : this([])
    {
    }

    /// <summary>What it is: <c>title</c>, <c>given</c>, <c>given2</c>, <c>surname</c>, <c>surname2</c>, <c>credential</c>, <c>generation</c>, <c>separator</c>.</summary>
    public string? Kind { get => GetText("kind"); set => SetText("kind", value); }

    /// <summary>The part itself.</summary>
    public string? Value { get => GetText("value"); set => SetText("value", value); }

    /// <summary>How it is spoken.</summary>
    public string? Phonetic { get => GetText("phonetic"); set => SetText("phonetic", value); }

    static NameComponent IJSContactObject<NameComponent>.Of(JsonObject json) => new(json);
}

/// <summary>A nickname (RFC 9553 §2.2.2).</summary>
/// <param name="json">The JSON object to show.</param>
public sealed class Nickname(JsonObject json) : JSContactObject(json), IJSContactObject<Nickname>
{
    /// <summary>Makes one without properties.</summary>
    public Nickname()
        : this([])
    {
    }

    /// <summary>The nickname.</summary>
    public string? Name { get => GetText("name"); set => SetText("name", value); }

    /// <summary>The contexts to use it in, such as <c>private</c> and <c>work</c> (RFC 9553 §1.5.1).</summary>
    public IReadOnlyList<string> Contexts { get => GetSet("contexts"); set => SetSet("contexts", value); }

    /// <summary>How much it is preferred, 1 the most, 100 the least; null for less than that (RFC 9553 §1.5.3).</summary>
    public int? Preference { get => GetInt("pref"); set => SetInt("pref", value, 1, 100); }

    static Nickname IJSContactObject<Nickname>.Of(JsonObject json) => new(json);
}
