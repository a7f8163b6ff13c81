using System.Collections.Immutable;

namespace Reactor.Reactions.Steps;

/// <summary>What became of a step.</summary>
public enum StepStatus
{
    /// <summary>All commands returned; the program exited with 0.</summary>
    Ok,

    /// <summary>It was tried and failed, or could not be tried: nothing is in doubt.</summary>
    Failed,

    /// <summary>It may have been done or not: a command timed out or lost its connection under way, or the daemon died.</summary>
    Unknown,

    /// <summary>Its budget was spent: not done.</summary>
    BudgetExceeded,

    /// <summary>Not done, since it must not be: a command that is not allowed, another process of the VM, a rule that is gone.</summary>
    Refused,

    /// <summary>Not done: when it was to be begun, commands to the VM were held (a maintenance, a muted window, a pause by an operator).</summary>
    Held,
}

/// <summary>The words for <see cref="StepStatus"/>.</summary>
public static class StepStatusWords
{
    private static readonly string[] s_words = ["ok", "failed", "unknown", "budget_exceeded", "refused", "held"];

    /// <summary>The word, such as <c>budget_exceeded</c>.</summary>
    /// <param name="status">The status.</param>
    public static string ToWord(this StepStatus status) => s_words[(int)status];

    /// <summary>The status of a word.</summary>
    /// <param name="word">The word.</param>
    /// <exception cref="FormatException">It is none.</exception>
    public static StepStatus Parse(string word)
    {
        var index = Array.IndexOf(s_words, word);
        return index >= 0 ? (StepStatus)index : throw new FormatException($"`{word}` is no status of a step.");
    }
}

/// <summary>What came of a step, as it comes back through the inbox (kind <see cref="Commits.InboxKinds.StepResult"/>) in the form of <see cref="StepResultJson"/>.</summary>
public sealed record StepResult
{
    /// <summary>The step's id.</summary>
    public required string Step { get; init; }

    /// <summary>What became of it.</summary>
    public required StepStatus Status { get; init; }

    /// <summary>Answers to its commands, in order; as many as were sent.</summary>
    public ImmutableArray<CommandResult> Results { get; init; } = [];

    /// <summary>Why it failed; null where it did not.</summary>
    public StepError? Error { get; init; }

    /// <summary>The program's exit code.</summary>
    public int? ExitCode { get; init; }

    /// <summary>The program's standard output, cut to a bound.</summary>
    public string? Stdout { get; init; }

    /// <summary>The program's standard error, cut to a bound.</summary>
    public string? Stderr { get; init; }

    /// <summary>The process that the commands went to, as <see cref="StepRequest.Process"/> names it; null where it isn't known.</summary>
    public string? Process { get; init; }

    /// <summary>The daemon died while the step was under way.</summary>
    public bool IsInterrupted => Status == StepStatus.Unknown && Error?.Class == StepError.Interrupted;

    /// <summary>When it was to be begun it was not to be any more: nothing was done, and what it took from its budget goes back there.</summary>
    public bool WasNotBegun => Status == StepStatus.Held || (Status == StepStatus.Refused && Error?.Class == StepError.Stopped);

    /// <summary>The result of a step that was under way when the daemon died.</summary>
    /// <param name="step">The step's id.</param>
    public static StepResult OfInterrupted(string step) => new()
    {
        Step = step,
        Status = StepStatus.Unknown,
        Error = new StepError(StepError.Interrupted, "Reactor ended while this was under way: it may have been done or not"),
    };

    /// <summary>The result of a step that was not begun since its run has stopped.</summary>
    /// <param name="step">The step's id.</param>
    public static StepResult OfStopped(string step) => new()
    {
        Step = step,
        Status = StepStatus.Refused,
        Error = new StepError(StepError.Stopped, "its rule was removed, disabled or edited before this was begun: nothing was done"),
    };

    /// <summary>The result of a step that was not begun since commands to its VM are held.</summary>
    /// <param name="step">The step's id.</param>
    /// <param name="why">What holds them.</param>
    /// <param name="detail">More about that, for people; null for none.</param>
    public static StepResult OfHeld(string step, string why, string? detail = null) => new()
    {
        Step = step,
        Status = StepStatus.Held,
        Error = new StepError(why, detail is null ? $"commands to this VM are held ({why}): nothing was done" : $"commands to this VM are held ({why}: {detail}): nothing was done"),
    };

    /// <summary>The result of a step whose budget is spent.</summary>
    /// <param name="step">The step's id.</param>
    /// <param name="budget">The budget.</param>
    public static StepResult OfSpentBudget(string step, Commits.BudgetTake budget)
    {
        ArgumentNullException.ThrowIfNull(budget);
        return new()
        {
            Step = step,
            Status = StepStatus.BudgetExceeded,
            Error = new StepError(StepError.BudgetExceeded, $"the budget {budget.Name} is spent: {budget.Max} per {Rules.Loading.Binding.DurationText.Format(budget.Per)}"),
        };
    }
}

/// <summary>The answer to one command.</summary>
/// <param name="Command">The command's name.</param>
/// <param name="Return">What it returned, UTF-8 JSON; null where it failed, or where that was too large to keep.</param>
/// <param name="Error">Why it failed; null where it did not.</param>
public sealed record CommandResult(string Command, ReadOnlyMemory<byte>? Return, StepError? Error = null);

/// <summary>Why something failed.</summary>
/// <param name="Class">QEMU's class such as <c>GenericError</c>, or one of the words here.</param>
/// <param name="Description">For people; may hold text of the guest's.</param>
public sealed record StepError(string Class, string Description)
{
    /// <summary>The daemon died while the step was under way.</summary>
    public const string Interrupted = "interrupted";

    /// <summary>The budget is spent.</summary>
    public const string BudgetExceeded = "budget_exceeded";

    /// <summary>No answer in time; a program was killed.</summary>
    public const string Timeout = "timeout";

    /// <summary>The connection was lost under way.</summary>
    public const string ConnectionLost = "connection_lost";

    /// <summary>There is no connection to the VM.</summary>
    public const string NotConnected = "not_connected";

    /// <summary>The VM's process is another than the one that was meant.</summary>
    public const string OtherProcess = "other_process";

    /// <summary>The rule does not allow the command.</summary>
    public const string NotAllowed = "not_allowed";

    /// <summary>The program could not be started.</summary>
    public const string NotStarted = "not_started";

    /// <summary>The program's exit code is not 0.</summary>
    public const string ExitCode = "exit_code";

    /// <summary>The event that is expected did not come in time.</summary>
    public const string NotInTime = "not_in_time";

    /// <summary>The event that was expected came, and its <c>fail_if</c> holds.</summary>
    public const string FailIf = "fail_if";

    /// <summary>The rendered request is larger than is allowed.</summary>
    public const string TooLarge = "too_large";

    /// <summary>The budget isn't known, or its key could not be made.</summary>
    public const string BudgetUnknown = "budget_unknown";

    /// <summary>An operator has paused commands and programs.</summary>
    public const string Paused = "paused";

    /// <summary>The run had stopped before the step was begun.</summary>
    public const string Stopped = "stopped";

    /// <summary>A delivery was given up.</summary>
    public const string GaveUp = "gave_up";

    /// <summary>A fault of Reactor's own.</summary>
    public const string Defect = "defect";

    /// <inheritdoc/>
    public override string ToString() => $"{Class}: {Description}";
}
