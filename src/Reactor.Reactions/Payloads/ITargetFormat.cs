namespace Reactor.Reactions.Payloads;

/// <summary>The form in which a kind of target takes what is told. Pure: equal notices give equal bytes. Holds no secret.</summary>
internal interface ITargetFormat
{
    /// <summary>Writes the bytes, within the target's own limits and never more than <paramref name="maxBytes"/> where that can be.</summary>
    RenderedBody Render(TargetNotice notice, int maxBytes);
}
