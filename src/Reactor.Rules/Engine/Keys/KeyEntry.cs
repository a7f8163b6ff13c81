namespace Reactor.Rules.Engine.Keys;

/// <summary>What a rule holds of one key.</summary>
internal abstract class KeyEntry<T>(RuleKey key)
    where T : KeyEntry<T>
{
    public RuleKey Key { get; } = key;

    /// <summary>Empty in fleet rules.</summary>
    public string VmId => Key.VmId ?? "";

    /// <summary>When it last got something that its time to live counts from. Ticks.</summary>
    public long TouchedAt { get; set; }

    /// <summary>Roughly what its events take.</summary>
    public long Bytes { get; set; }

    internal LinkedListNode<T>? InRule { get; set; }

    internal LinkedListNode<T>? InVm { get; set; }
}
