namespace Protocols.VCard.JSContact;

/// <summary>
/// From vCard to JSContact and back (RFC 9555). What the other format has no property for is kept: of vCard as <c>vCardProps</c> and <c>vCardParams</c>
/// (§2.15), of JSContact as JSPROP (§3.2.1).
/// </summary>
public static class JSContactConverter
{
    /// <summary>Makes JSContact of a vCard of any version; those before 4.0 are made 4.0 first (<see cref="Card.ToVersion"/>). The vCard stays as it is.</summary>
    /// <param name="card">The vCard. Cards inside of it (AGENT of vCard 2.1) are left out.</param>
    /// <param name="options">How; <see cref="JSContactConversionOptions.Default"/> unless given.</param>
    public static JSCard FromCard(Card card, JSContactConversionOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(card);
        return new FromVCard(card, options ?? JSContactConversionOptions.Default).Run();
    }

    /// <summary>
    /// Makes a vCard of version 4.0 of JSContact. Made JSContact again, it is the same in all that counts: what no property of a vCard says is in
    /// JSPROPs. Left out is what is not valid (<see cref="JSCard.Validate"/>), and <c>@type</c> where its place tells it.
    /// </summary>
    /// <param name="card">The card of JSContact, which stays as it is.</param>
    /// <param name="options">How; <see cref="JSContactConversionOptions.Default"/> unless given.</param>
    public static Card ToCard(JSCard card, JSContactConversionOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(card);
        return new ToVCard(card, options ?? JSContactConversionOptions.Default).Run();
    }
}
