using System.Text.Json.Nodes;

namespace Protocols.VCard.JSContact;

/// <summary>A note (RFC 9553 §2.8.3).</summary>
/// <param name="json">The JSON object to show.</param>
public sealed class Note(JsonObject json) : JSContactObject(json), IJSContactObject<Note>
{
    /// <summary>Makes one without properties.</summary>
    public Note()
        : this([])
    {
    }

    /// <summary>The note.</summary>
    public string? Text { get => GetText("note"); set => SetText("note", value); }

    /// <summary>When it was made.</summary>
    public DateTimeOffset? Created { get => GetTime("created"); set => SetTime("created", value); }

    /// <summary>Who made it.</summary>
    public Author? Author { get => GetObject<Author>("author"); set => SetObject("author", value); }

    static Note IJSContactObject<Note>.Of(JsonObject json) => new(json);
}

/// <summary>Who made a note (RFC 9553 §2.8.3).</summary>
/// <param name="json">The JSON object to show.</param>
public sealed class Author(JsonObject json) : JSContactObject(json), IJSContactObject<Author>
{
    /// <summary>Makes one without properties.</summary>
    public Author()
        : this([])
    {
    }

    /// <summary>The name.</summary>
    public string? Name { get => GetText("name"); set => SetText("name", value); }

    /// <summary>A URI for them.</summary>
    public string? Uri { get => GetText("uri"); set => SetText("uri", value); }

    static Author IJSContactObject<Author>.Of(JsonObject json) => new(json);
}

/// <summary>What they know or like: kind <c>expertise</c>, <c>hobby</c> or <c>interest</c> (RFC 9553 §2.8.4).</summary>
/// <param name="json">The JSON object to show.</param>
public sealed class PersonalInfo(JsonObject json) : JSContactObject(json), IJSContactObject<PersonalInfo>
{
    /// <summary>Makes one without properties.</summary>
    public PersonalInfo()
        : this([])
    {
    }

    /// <summary>What it is.</summary>
    public string? Kind { get => GetText("kind"); set => SetText("kind", value); }

    /// <summary>The thing itself.</summary>
    public string? Value { get => GetText("value"); set => SetText("value", value); }

    /// <summary><c>high</c>, <c>medium</c> or <c>low</c>.</summary>
    public string? Level { get => GetText("level"); set => SetText("level", value); }

    /// <summary>Its place among those of its kind, from 1.</summary>
    public int? ListAs { get => GetInt("listAs"); set => SetInt("listAs", value, 1); }

    /// <summary>A label to show (RFC 9553 §1.5.2).</summary>
    public string? Label { get => GetText("label"); set => SetText("label", value); }

    static PersonalInfo IJSContactObject<PersonalInfo>.Of(JsonObject json) => new(json);
}

/// <summary>How another card is related to this one (RFC 9553 §2.1.8).</summary>
/// <param name="json">The JSON object to show.</param>
public sealed class Relation(JsonObject json) : JSContactObject(json), IJSContactObject<Relation>
{
    /// <summary>Makes one without properties.</summary>
    public Relation()
        : this([])
    {
    }

    /// <summary>The relations, such as <c>friend</c>; the values of TYPE of RFC 6350 §6.6.6.</summary>
    public IReadOnlyList<string> Relations { get => GetSet("relation"); set => SetSet("relation", value); }

    static Relation IJSContactObject<Relation>.Of(JsonObject json) => new(json);
}
