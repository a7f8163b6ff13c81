using System.Collections.Frozen;
using System.Collections.Immutable;

namespace Reactor.Reactions.Recovery;

/// <summary>A question to a VM about its state, besides <c>query-status</c>: what the answer shows to have changed while nobody listened becomes events.</summary>
public sealed class StateQuestion
{
    private static readonly Lazy<FrozenDictionary<string, StateQuestion>> s_byEvent = new(() => All
        .SelectMany(question => question.Events, (question, name) => (question, name))
        .ToFrozenDictionary(pair => pair.name, pair => pair.question, StringComparer.Ordinal));

    private StateQuestion(Aspect aspect) => Aspect = aspect;

    /// <summary>Every question there is.</summary>
    public static ImmutableArray<StateQuestion> All { get; } =
    [
        .. new Aspect[]
        {
            new BalloonAspect(), new BlockAspect(), new DumpAspect(), new JobAspect(), new MigrationAspect(), new SlotAspect(), new SpiceAspect(), new VncAspect(),
        }.Select(aspect => new StateQuestion(aspect)),
    ];

    /// <summary>Its name in what is stored.</summary>
    public string Name => Aspect.Name;

    /// <summary>The query, then what to ask where QEMU doesn't know that one.</summary>
    public ImmutableArray<string> Commands => Aspect.Commands;

    /// <summary>The events that tell changes of what is asked: where rules want one, the question is put, and all of them are read.</summary>
    public ImmutableArray<string> Events => Aspect.Events;

    /// <summary>Whether an error for an answer says that the VM has nothing of the kind.</summary>
    public bool ErrorMeansNone => Aspect.ErrorMeansNone;

    internal static FrozenDictionary<string, StateQuestion> ByName { get; } = All.ToFrozenDictionary(question => question.Name, StringComparer.Ordinal);

    internal Aspect Aspect { get; }

    /// <summary>The question whose answer tells changes that an event tells; null for none, and where it is the run state alone that tells them.</summary>
    /// <param name="eventName">The event's name.</param>
    public static StateQuestion? Of(string eventName) => s_byEvent.Value.GetValueOrDefault(eventName);

    /// <summary>The questions that rules need.</summary>
    /// <param name="wants">Whether rules want an event.</param>
    public static ImmutableArray<StateQuestion> For(Func<string, bool> wants) => [.. All.Where(question => question.Events.Any(wants))];
}

/// <summary>An answer.</summary>
/// <param name="Question">To what.</param>
/// <param name="Json">The value of <c>return</c>; null where QEMU said that it has nothing of the kind.</param>
public sealed record StateReply(StateQuestion Question, ReadOnlyMemory<byte>? Json);
