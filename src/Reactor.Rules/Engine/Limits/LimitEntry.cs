using Reactor.Rules.Engine.Keys;

namespace Reactor.Rules.Engine.Limits;

/// <summary>One limit key: when it acted, and how many matches were held back since it last did.</summary>
internal sealed class LimitEntry(string key)
{
    public string Key { get; } = key;

    /// <summary>When it acted within the span, the oldest first. Ticks. Empty only after the end was told.</summary>
    public List<long> Acts { get; init; } = [];

    public long Suppressed { get; set; }

    /// <summary>Whether the end of the span was told: what was held back is then told once more, by the next firing.</summary>
    public bool IsTold { get; set; }

    /// <summary>The VM of the match that acted last.</summary>
    public required VmView Vm { get; set; }

    /// <summary>The firing that acted last.</summary>
    public required string FiringId { get; set; }

    /// <summary>The end of its span, while there is something to tell.</summary>
    public Deadline? End { get; set; }

    /// <summary>Roughly what it takes. The VM is shared.</summary>
    public long Weight => 300 + (2L * Key.Length) + (Keys.Weight.Time * Acts.Count);

    internal LinkedListNode<LimitEntry>? Node { get; set; }
}
