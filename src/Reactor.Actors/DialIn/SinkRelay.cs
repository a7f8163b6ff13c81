using Reactor.Actors.Vms;
using Reactor.Qmp;

namespace Reactor.Actors.DialIn;

/// <summary>
/// Keeps what a VM says until it is known which one it is, then hands it on. What doesn't fit ends the connection: the VM dials again, and its state
/// is asked for anew.
/// </summary>
internal sealed class SinkRelay(Attention attention) : IQmpEventSink
{
    private const int MaxEvents = 1024;
    private const long MaxBytes = 1024 * 1024;

    private readonly Lock _lock = new();
    private List<QmpEvent> _kept = [];
    private long _bytes;
    private IQmpEventSink? _target;

    /// <summary>Hands on what was kept, and all that comes, in order.</summary>
    public void Attach(IQmpEventSink target)
    {
        lock (_lock)
        {
            if (_kept.Count > 0)
                target.OnEvents(_kept);
            _kept = [];
            _target = target;
        }
    }

    public void OnClosed(QmpClosed closed)
    {
        lock (_lock)
            _target?.OnClosed(closed);
    }

    public bool Wants(ReadOnlySpan<byte> eventName) => _target?.Wants(eventName) ?? attention.Wanted.Wants(eventName);

    public void OnEvents(IReadOnlyList<QmpEvent> batch)
    {
        lock (_lock)
        {
            if (_target is { } target)
            {
                target.OnEvents(batch);
                return;
            }

            _kept.AddRange(batch);
            _bytes += batch.Sum(e => (long)e.Data.Length);
            if (_kept.Count > MaxEvents || _bytes > MaxBytes)
                throw new InvalidOperationException("too much was said before it was known who says it");
        }
    }
}
