namespace Protocols.ICalendar;

/// <summary>What the time of a component is: by TRANSP and STATUS (RFC 4791 §7.10), and by the owner's answer. Each component is looked at once.</summary>
internal sealed class BusyKinds(FreeBusyOptions options)
{
    private readonly Dictionary<SchedulableComponent, BusyKind> _known = [];

    public BusyKind Of(SchedulableComponent component)
    {
        if (!_known.TryGetValue(component, out BusyKind kind))
        {
            kind = Find(component);
            _known[component] = kind;
        }

        return kind;
    }

    private BusyKind Find(SchedulableComponent component)
    {
        if (component is not Event { IsBusy: true })
        {
            return BusyKind.Free;
        }

        BusyKind kind = "TENTATIVE".Equals(component.Status, StringComparison.OrdinalIgnoreCase) ? BusyKind.Tentative : BusyKind.Busy;
        if (options.Owner is not { } owner || component.Attendees.FirstOrDefault(attendee => owner.Is(attendee.Address)) is not { } own)
        {
            return kind;
        }

        return (own.ParticipationStatus ?? "NEEDS-ACTION").ToUpperInvariant() switch
        {
            "DECLINED" or "DELEGATED" => BusyKind.Free,
            "TENTATIVE" or "NEEDS-ACTION" => BusyKind.Tentative,
            _ => kind,
        };
    }
}
