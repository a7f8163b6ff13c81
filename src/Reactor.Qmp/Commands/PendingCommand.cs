namespace Reactor.Qmp;

/// <summary>A command that holds a slot, from registration to its reply or the end of the connection.</summary>
internal sealed class PendingCommand(ulong id, string name)
{
    // Continuations run elsewhere: the read loop must not run what waits for a reply.
    private readonly TaskCompletionSource<QmpReply> _reply = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public ulong Id { get; } = id;

    public string Name { get; } = name;

    public Task<QmpReply> Reply => _reply.Task;

    /// <summary>Another one in flight. Of the table.</summary>
    public PendingCommand? Next { get; set; }

    /// <summary>Whether it may have reached QEMU. Set before writing.</summary>
    public bool Sent { get; set; }

    /// <summary>Its caller no longer waits. Guarded by the table's lock.</summary>
    public bool GivenUp { get; set; }

    public void Complete(QmpReply reply) => _reply.TrySetResult(reply);

    public void Fail(QmpException exception)
    {
        if (_reply.TrySetException(exception))
            _ = _reply.Task.Exception; // Observed here: whoever gave up will not look.
    }
}
