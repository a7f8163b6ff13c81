using Reactor.Reactions.Commits;
using Reactor.Reactions.Identities;
using Reactor.Rules.Engine;

namespace Reactor.Reactions.Alerts;

/// <summary>An open alert as it is held in memory.</summary>
internal sealed record OpenAlert
{
    private OpenAlert(AlertRow row, AlertExtra extra) => (Row, Extra) = (row, extra);

    /// <summary>As it is stored.</summary>
    public AlertRow Row { get; init; }

    /// <summary>What <see cref="AlertRow.Extra"/> says.</summary>
    public AlertExtra Extra { get; private init; }

    /// <summary>When a hold may be over by time alone; null: not by time, or not held. Not stored: asked anew after a restart.</summary>
    public DateTimeOffset? RecheckAt { get; init; }

    /// <summary>When its targets were last told that it fires; null: not since it was put back from the store.</summary>
    public DateTimeOffset? SentAt { get; init; }

    /// <summary>It was put back from the store, and what holds it was not asked since.</summary>
    public bool IsRestored { get; init; }

    /// <summary>Its name over all its openings.</summary>
    public string Series { get => field ?? AlertUid.OfAll(Row.Rule, Row.Id, Row.Key); init; }

    /// <summary>The VM at the opening, as far as it is known.</summary>
    public VmView Vm => Extra.Vm ?? new VmView { Id = Row.VmId, Name = Row.VmName, Host = "" };

    public static OpenAlert Of(AlertRow row, AlertExtra extra) => new OpenAlert(row, AlertExtra.None).With(extra);

    /// <exception cref="InvalidDataException">Its extra can't be read.</exception>
    public static OpenAlert Read(AlertRow row) =>
        new(row, AlertExtra.Read(row.Extra)) { RecheckAt = row.Held is null ? null : DateTimeOffset.MinValue, IsRestored = row.Held is not null };

    public OpenAlert With(AlertExtra extra) => this with { Extra = extra, Row = Row with { Extra = extra == AlertExtra.None ? default(ReadOnlyMemory<byte>?) : extra.Write() } };
}
