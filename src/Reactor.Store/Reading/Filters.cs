namespace Reactor.Store.Reading;

/// <summary>Which events. Names and VMs may be globs (<c>*</c>, <c>?</c>, <c>[a-z]</c>); what is null is not asked for.</summary>
public sealed record EventFilter
{
    /// <summary>The VM's name or key.</summary>
    public string? Vm { get; init; }

    /// <summary>The event's name.</summary>
    public string? Name { get; init; }

    /// <summary>Not older than this.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>Not newer than this.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>Only what came after the event of this id: the cursor for following. Then the first ones are given, else the last ones.</summary>
    public string? After { get; init; }

    /// <summary>Only what is before the event of this id, in the order of time: the page before the one that begins with it.</summary>
    public string? Before { get; init; }

    /// <summary>Rows at most. Default 100; 1 to 10,000.</summary>
    public int Limit { get; init; } = StoreReader.DefaultLimit;
}

/// <summary>Which firings. VM and rule may be globs; the newest are given.</summary>
public sealed record FiringFilter
{
    /// <summary>The VM's name or key.</summary>
    public string? Vm { get; init; }

    /// <summary>The rule's name.</summary>
    public string? Rule { get; init; }

    /// <summary>Not older than this.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>Rows at most. Default 100; 1 to 10,000.</summary>
    public int Limit { get; init; } = StoreReader.DefaultLimit;
}

/// <summary>Which alerts. VM and rule may be globs; the newest are given.</summary>
public sealed record AlertFilter
{
    /// <summary>How its name (<see cref="Reactions.Commits.AlertRow.Uid"/>) begins.</summary>
    public string? Uid { get; init; }

    /// <summary><c>firing</c>, <c>acknowledged</c> or <c>resolved</c>; <c>open</c> for the first two.</summary>
    public string? State { get; init; }

    /// <summary>The VM's name or key.</summary>
    public string? Vm { get; init; }

    /// <summary>The rule's name.</summary>
    public string? Rule { get; init; }

    /// <summary>Not opened before this.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>Not opened after this.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>Only what is older than the alert of this name: the page after the one that ends with it.</summary>
    public string? Before { get; init; }

    /// <summary>Rows at most. Default 100; 1 to 10,000.</summary>
    public int Limit { get; init; } = StoreReader.DefaultLimit;
}

/// <summary>Which deliveries. Target, VM and rule may be globs; the newest are given.</summary>
public sealed record DeliveryFilter
{
    /// <summary>How its id begins.</summary>
    public string? IdPrefix { get; init; }

    /// <summary><c>pending</c>, <c>delivered</c>, <c>dead</c> or <c>muted</c>.</summary>
    public string? State { get; init; }

    /// <summary>The target's name.</summary>
    public string? Target { get; init; }

    /// <summary>The VM's name.</summary>
    public string? Vm { get; init; }

    /// <summary>The rule's name.</summary>
    public string? Rule { get; init; }

    /// <summary>Not decided earlier than this.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>Not decided after this.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>Only what is older than the delivery of this id: the page after the one that ends with it.</summary>
    public string? Before { get; init; }

    /// <summary>Rows at most. Default 100; 1 to 10,000.</summary>
    public int Limit { get; init; } = StoreReader.DefaultLimit;
}

/// <summary>Which commands of operators. VM and command may be globs; the newest are given.</summary>
public sealed record AuditFilter
{
    /// <summary>The VM's name or key.</summary>
    public string? Vm { get; init; }

    /// <summary>The command's name.</summary>
    public string? Command { get; init; }

    /// <summary>One of <see cref="AuditOutcomes"/>.</summary>
    public string? Outcome { get; init; }

    /// <summary>Not older than this.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>Not newer than this.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>Only what is older than the row of this id: the page after the one that ends with it.</summary>
    public string? Before { get; init; }

    /// <summary>Rows at most. Default 100; 1 to 10,000.</summary>
    public int Limit { get; init; } = StoreReader.DefaultLimit;
}

/// <summary>Which rows of a record table. VM may be a glob; those updated last are given.</summary>
public sealed record RecordFilter
{
    /// <summary>The VM's name or key.</summary>
    public string? Vm { get; init; }

    /// <summary>Not updated before this.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>Not updated after this.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>Only what is behind this: the page after the one whose last row stands there.</summary>
    public RecordCursor? Before { get; init; }

    /// <summary>A field and the text of the value that it must have; true and false are 1 and 0.</summary>
    public KeyValuePair<string, string>? Field { get; init; }

    /// <summary>Rows at most. Default 100; 1 to 10,000.</summary>
    public int Limit { get; init; } = StoreReader.DefaultLimit;
}
