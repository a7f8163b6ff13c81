using System.Globalization;
using Reactor.Qmp;
using Reactor.Reactions.Partitions;
using Reactor.Reactions.Recovery;
using Reactor.Rules.Engine;
using Reactor.Rules.Loading.TestFiles;

namespace Reactor.Reactions.Simulation;

/// <summary>A VM: what is true of it, and what Reactor has heard.</summary>
/// <param name="view">As Reactor knows it at the start.</param>
/// <param name="heardUntil">When it was heard last: the start.</param>
internal sealed class SimulatedVm(VmView view, DateTimeOffset heardUntil)
{
    private LastKnown _true = LastKnown.Idle.WithStatus(view.Status);
    private LastKnown _heard = LastKnown.Idle.WithStatus(view.Status);
    private DateTimeOffset _heardUntil = heardUntil;
    private bool _isThere = true; // A link that is up, whether or not the daemon is there to use it.
    private bool _isNewProcess;
    private bool _isLost; // And told to be.
    private int _connection = 1;
    private int _incarnation = 1;
    private long _ordinal;
    private long _made;

    /// <summary>As Reactor knows it.</summary>
    public VmView Known { get; private set; } = view;

    /// <summary>Its run state, whether or not it was heard.</summary>
    public string? Status => _true.Status;

    /// <summary>Whether the daemon is connected to it.</summary>
    public bool IsConnected { get; private set; } = true;

    /// <summary>Whether a daemon that starts gets an answer.</summary>
    public bool CanConnect => _isThere && SilentSince is null;

    /// <summary>Since when it doesn't answer; null: it does.</summary>
    public DateTimeOffset? SilentSince { get; private set; }

    /// <summary>Whether something happened to it: then its heartbeat is of use.</summary>
    public bool IsTouched { get; set; }

    /// <summary>When its state is asked next because an event changed it; null: not at all.</summary>
    public DateTimeOffset? QuestionAt { get; set; }

    /// <summary>Names its process, as event ids do.</summary>
    public string Process => string.Create(CultureInfo.InvariantCulture, $"{Known.Host}:{Known.Name}.{_incarnation}");

    private string Prefix => string.Create(CultureInfo.InvariantCulture, $"{Process}/1.{_connection}/");

    private string Address => $"unix:/run/qemu/{Known.Name}.qmp";

    /// <summary>Something happens to it. The event as it is heard; null where it isn't.</summary>
    public VmEvent? Happens(string name, ReadOnlyMemory<byte> data, DateTimeOffset at)
    {
        _true = _true.After(name, data);
        if (!IsConnected)
        {
            return null;
        }

        Hear(_heard.After(name, data), at);
        return new VmEvent
        {
            Id = string.Create(CultureInfo.InvariantCulture, $"{Prefix}{++_ordinal}"),
            Name = name,
            Data = data,
            At = at,
            QemuMicroseconds = at.ToUnixTimeMilliseconds() * 1000 + at.Microsecond,
        };
    }

    /// <summary>It answers a question about its run state.</summary>
    public void Answers(DateTimeOffset at) => Hear(_heard.WithStatus(_true.Status), at);

    /// <summary>What is so from now on, whatever its events were.</summary>
    public void Set(LinkChanges link)
    {
        _true = link.Status is { } status ? _true.WithStatus(status) : _true;
        foreach (var (command, json) in link.Answers)
        {
            _true = _true.After(new StateReply(StateQuestion.All.First(question => question.Commands.Contains(command)), json), _heard);
        }
    }

    /// <summary>The connection ends.</summary>
    /// <param name="at">Engine time.</param>
    /// <param name="withProcess">Whether the VM's process ends with it; the next one is another.</param>
    public IEnumerable<PartitionInput> Ends(DateTimeOffset at, bool withProcess)
    {
        var hasSaidSo = _heard.Status == RunState.Shutdown;
        var (known, reason) = (Known, $"{Address}: the connection was closed");
        var (link, own) = (MakeId("link"), MakeId("own"));
        _isLost |= IsConnected;
        NoteHeard(at);
        (_isThere, IsConnected, SilentSince, QuestionAt) = (false, false, null, null);
        if (withProcess)
        {
            _incarnation++;
            _isNewProcess = true;
            _true = LastKnown.Idle.WithStatus("running");
        }

        return
        [
            new LinkInput(known, withProcess || hasSaidSo ? LinkState.Ended : LinkState.Lost, link),
            .. hasSaidSo ? [] : Reconciliation.Inputs(known, [OwnEvents.Lost(own, reason, withProcess)]),
        ];
    }

    /// <summary>The daemon has started, and nobody answers for it: it went while the daemon was down, unless that was told before. (Its process may go on: then it isn't lost.)</summary>
    public IEnumerable<PartitionInput> IsGone()
    {
        if (_isLost || _isThere || !_isNewProcess || _heard.Status == RunState.Shutdown)
        {
            return [];
        }

        _isLost = true;
        return
        [
            .. Reconciliation.Inputs(Known, [OwnEvents.Lost(MakeId("own"), $"{Address}: nobody answers", true, EventOrigin.Recovered)]),
            new LinkInput(Known, LinkState.Ended, MakeId("link")),
        ];
    }

    /// <summary>Its link is there again; whoever connects gets an answer.</summary>
    public void Appears() => (_isThere, SilentSince) = (true, null);

    /// <summary>The daemon, which has just started, is connected to it; nobody looks at what that tells.</summary>
    public void Resumes() => IsConnected = true;

    /// <summary>The daemon is connected again, and it answers.</summary>
    /// <param name="at">Engine time.</param>
    /// <param name="asked">What rules need to know besides its run state.</param>
    /// <param name="isStart">Whether the daemon has just started.</param>
    public IEnumerable<PartitionInput> Connects(DateTimeOffset at, IEnumerable<StateQuestion> asked, bool isStart)
    {
        (IsConnected, _isLost, _ordinal) = (true, false, 0);
        _connection++;
        var was = _isNewProcess ? LastKnown.OfNewProcess(asked) : _heard;
        var gap = OwnEvents.Gap(MakeId("gap"), _heardUntil, at, isStart ? "started" : "link");
        _isNewProcess = false;
        var found = Compare(was, asked, at);
        return found.Announce(
            Known, gap, MakeId("state"), at, found.Recovered, MakeId("link"), OwnEvents.Connected(Prefix, Address, EventCatalogue.Default.QemuVersion, Status));
    }

    /// <summary>Something was lost on the connection, which stays; it is asked again.</summary>
    public IEnumerable<PartitionInput> Misses(DateTimeOffset at, IEnumerable<StateQuestion> asked)
    {
        var known = Known;
        var found = Compare(_heard, asked, at);
        return
        [
            new LinkInput(known, LinkState.Missed, MakeId("link")),
            .. Reconciliation.Inputs(known, [OwnEvents.Gap(MakeId("gap"), at, at, "overflow")]),
            new StateAnswerInput(Known, MakeId("state"), at) { Standing = found.Standing },
            .. Reconciliation.Inputs(Known, found.Recovered),
        ];
    }

    /// <summary>It doesn't answer from now on.</summary>
    public IEnumerable<PartitionInput> FallsSilent(DateTimeOffset at)
    {
        SilentSince ??= at;
        return IsConnected ? Reconciliation.Inputs(Known, [OwnEvents.Silent(MakeId("own"), at)]) : [];
    }

    /// <summary>It answers again, on the same connection.</summary>
    public IEnumerable<PartitionInput> Revives(DateTimeOffset at)
    {
        var told = OwnEvents.Answers(MakeId("own"), SilentSince!.Value);
        var known = Known;
        SilentSince = null;
        Answers(at);
        return [.. Reconciliation.Inputs(known, [told]), new StateAnswerInput(Known, MakeId("state"), at)];
    }

    /// <summary>The daemon ends.</summary>
    public void Leave(DateTimeOffset at)
    {
        NoteHeard(at);
        (IsConnected, QuestionAt) = (false, null);
    }

    /// <summary>An id for what is no event of its own.</summary>
    public string MakeId(string what) => string.Create(CultureInfo.InvariantCulture, $"{Prefix}{what}{++_made}");

    private Reconciliation Compare(LastKnown was, IEnumerable<StateQuestion> asked, DateTimeOffset at)
    {
        var found = Reconciliation.Of(MakeId(""), "", was, was, _true.Only(asked));
        Hear(_true, at);
        return found;
    }

    private void NoteHeard(DateTimeOffset at) => _heardUntil = IsConnected ? at : _heardUntil;

    private void Hear(LastKnown known, DateTimeOffset at)
    {
        (_heard, _heardUntil) = (known, at);
        Known = Known with { Status = known.Status };
    }
}
