namespace StandIn;

/// <summary>What a monitor does wrong on one connection.</summary>
internal enum Fault
{
    /// <summary>Nothing; it closes in the end.</summary>
    None,

    /// <summary>It ends in the middle of an event.</summary>
    CutLine,

    /// <summary>Events come before its greeting.</summary>
    EarlyEvents,

    /// <summary>It says what is no JSON, then events.</summary>
    Garbage,

    /// <summary>It says what is no UTF-8, then events.</summary>
    BadText,

    /// <summary>It never greets: as one that serves another client.</summary>
    Silent,

    /// <summary>It greets and never reads.</summary>
    NeverReads,

    /// <summary>It negotiates, and answers no question.</summary>
    NeverAnswers,

    /// <summary>It writes and reads a few bytes at a time, with pauses.</summary>
    Slow,

    /// <summary>It answers two questions in the other order.</summary>
    AnswersReversed,

    /// <summary>It answers everything twice.</summary>
    AnswersTwice,

    /// <summary>It sends a message that is longer than any it may send, between events.</summary>
    HugeMessage,

    /// <summary>It sends a message that nests deeper than any, between events.</summary>
    DeepMessage,

    /// <summary>It sends a message that has more members than any, between events.</summary>
    WideMessage,

    /// <summary>It sends an event with numbers that no type holds, which is JSON all the same.</summary>
    HugeNumber,

    /// <summary>It sends a long event, which it may.</summary>
    LongEvent,

    /// <summary>It sends more events at once than a buffer holds.</summary>
    Flood,
}
