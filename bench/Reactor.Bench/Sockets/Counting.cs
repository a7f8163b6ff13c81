namespace Reactor.Bench.Sockets;

/// <summary>What a reader in a process of its own says when it is asked.</summary>
/// <param name="Events">Events it has seen.</param>
/// <param name="Lost">Events that came and it did not take.</param>
/// <param name="Allocated">Bytes allocated when it was asked; null where that isn't known.</param>
internal sealed record Counting(long Events, long Lost = 0, long? Allocated = null)
{
    /// <summary>The same when it had answered: a daemon's answer about each VM takes some.</summary>
    public long? AllocatedAfter { get; init; } = Allocated;

    /// <summary>Answers each line of the standard input with counts, until its end.</summary>
    public static int Answer(Func<long> events)
    {
        Console.WriteLine("ready");
        while (Console.ReadLine() is not null)
            Console.WriteLine($"{events()} {GC.GetTotalAllocatedBytes()}");
        return 0;
    }

    /// <summary>From such an answer.</summary>
    public static Counting Parse(string line)
    {
        var words = line.Split(' ');
        return new(long.Parse(words[0], null), 0, words.Length > 1 ? long.Parse(words[1], null) : null);
    }
}
