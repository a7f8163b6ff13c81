namespace StandIn;

/// <summary>What a stand-in counts. Written and read by its one thread.</summary>
internal sealed class Totals
{
    /// <summary>Connections that were taken.</summary>
    public long Accepted { get; set; }

    /// <summary>Of the open ones, how many there are.</summary>
    public int Open { get; set; }

    /// <summary>Of the open ones, how many are negotiated.</summary>
    public int Negotiated { get; set; }

    /// <summary>Of the open ones, how many were asked for their UUID.</summary>
    public int Asked { get; set; }

    /// <summary>Most that were open and not negotiated at the same time, since the last reset.</summary>
    public int MostNegotiating { get; set; }

    /// <summary>Events written, to their last byte.</summary>
    public long Events { get; set; }

    /// <summary>Events that were due and not written: nobody negotiated there, or too much waits to be read.</summary>
    public long Skipped { get; set; }

    /// <summary>Whether an emission is under way.</summary>
    public bool IsEmitting { get; set; }

    /// <summary>Commands answered.</summary>
    public long Commands { get; set; }

    /// <summary>When the first connection came since the last reset, in Unix milliseconds.</summary>
    public long FirstAccept { get; set; }

    /// <summary>When the last negotiation ended.</summary>
    public long LastNegotiated { get; set; }

    /// <summary>When the last question about a UUID was answered.</summary>
    public long LastAsked { get; set; }
}
