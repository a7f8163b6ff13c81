namespace Reactor.Store.Sqlite;

/// <summary>By what a daemon knows the file again that it wrote: another file, or an older state of it, has another mark.</summary>
/// <param name="Epoch">Which start of a daemon.</param>
/// <param name="Writes">How many transactions it has written since.</param>
internal readonly record struct FileMark(long Epoch, long Writes);
