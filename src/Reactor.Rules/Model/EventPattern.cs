using Reactor.Rules.Expressions;

namespace Reactor.Rules.Model;

/// <summary>An event's name, or a glob over names such as <c>VNC_*</c>.</summary>
/// <param name="Text">As written: <c>*</c> is any text, <c>?</c> one character.</param>
public sealed record EventPattern(string Text)
{
    /// <summary>Whether it is a glob and not one name.</summary>
    public bool IsGlob => Text.AsSpan().ContainsAny('*', '?');

    /// <summary>Whether an event of this name is meant. Case matters.</summary>
    /// <param name="eventName">The event's name.</param>
    public bool Matches(string eventName) => IsGlob ? TextGlob.IsMatch(Text, eventName) : Text == eventName;

    /// <inheritdoc/>
    public override string ToString() => Text;
}
