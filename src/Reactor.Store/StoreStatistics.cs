namespace Reactor.Store;

/// <summary>Counters of one run of a store.</summary>
/// <param name="Transactions">Transactions that were committed.</param>
/// <param name="Syncs">Those of them that were on the disk when they were, and all before them.</param>
/// <param name="Operations">Operations that they held.</param>
/// <param name="Failures">Transactions that the disk or another program refused.</param>
/// <param name="DuplicatesIgnored">Events, firings and deliveries that were given a second time under one id: not written again.</param>
/// <param name="Checkpoints">Times that the log was carried over into the file.</param>
/// <param name="CheckpointsHeldBack">Times that a reader, another program or the disk kept that from being done whole.</param>
/// <param name="DeliveriesHeld">Times that a silence or a maintenance held a delivery that was to be sent.</param>
/// <param name="DeliveriesMuted">Deliveries that were never sent, because one held them when they were to be.</param>
public sealed record StoreStatistics(
    long Transactions, long Syncs, long Operations, long Failures, long DuplicatesIgnored, long Checkpoints, long CheckpointsHeldBack, long DeliveriesHeld, long DeliveriesMuted);
