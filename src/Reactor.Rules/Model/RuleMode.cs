namespace Reactor.Rules.Model;

/// <summary>Whether a rule acts.</summary>
public enum RuleMode
{
    /// <summary>It is evaluated and acts. The default.</summary>
    Live,

    /// <summary>It is evaluated, with windows and limits of its own; the rendered firing is stored and shown, and nothing else happens.</summary>
    Shadow,

    /// <summary>It is loaded and checked, never evaluated.</summary>
    Disabled,
}

/// <summary>Whose events a rule sees together.</summary>
public enum RuleScope
{
    /// <summary>Those of one VM: the VM is part of every key. The default.</summary>
    Vm,

    /// <summary>Those of all VMs.</summary>
    Fleet,
}

/// <summary>What a firing's steps do while an earlier run of the same rule and key goes on.</summary>
public enum Overlap
{
    /// <summary>The newest waits for the end of the run; one that waited already is dropped for it. The default.</summary>
    QueueLatest,

    /// <summary>They are left out.</summary>
    Skip,
}
