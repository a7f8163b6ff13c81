using System.Collections.Immutable;

namespace Reactor.Reactions.Steps;

/// <summary>A step that waits to be begun.</summary>
/// <param name="Number">Its number: later intents have greater ones.</param>
/// <param name="VmId">Its VM.</param>
public readonly record struct WaitingStep(long Number, string VmId);

/// <summary>How many steps of a kind may be begun.</summary>
/// <param name="Free">So many now.</param>
/// <param name="MostOfVm">So many of one VM may be under way at once.</param>
public readonly record struct StepRoom(int Free, int MostOfVm = int.MaxValue);

/// <summary>
/// Whose step is begun next. VMs stand in a line: the first one's oldest step is begun, and it goes to the end of the line; one that has as many under
/// way as it may have is passed over and keeps its place. So however many steps one VM has, the oldest of another waits for at most one of each other
/// VM. Keeps something of those VMs only that have steps; forgetting it all costs a VM its place, and nothing else.
/// </summary>
public sealed class StepTurns
{
    private Dictionary<string, Place> _served = new(StringComparer.Ordinal);
    private long _newest;
    private long _turn;

    /// <summary>Chooses the steps to be begun now.</summary>
    /// <param name="waiting">Steps that wait, in the order of their intents.</param>
    /// <param name="underWay">How many of each VM are under way.</param>
    /// <param name="room">How many may be begun.</param>
    /// <returns>Their numbers, in the order in which they are to be begun.</returns>
    public ImmutableArray<long> Next(IReadOnlyCollection<WaitingStep> waiting, IReadOnlyDictionary<string, int> underWay, StepRoom room)
    {
        ArgumentNullException.ThrowIfNull(waiting);
        ArgumentNullException.ThrowIfNull(underWay);
        var steps = waiting.GroupBy(step => step.VmId, StringComparer.Ordinal).ToDictionary(vm => vm.Key, vm => new Queue<long>(vm.Select(step => step.Number)), StringComparer.Ordinal);
        _served = _served.Where(vm => steps.ContainsKey(vm.Key) || underWay.ContainsKey(vm.Key)).ToDictionary(StringComparer.Ordinal);
        var line = new PriorityQueue<string, Place>(steps.Select(vm => (vm.Key, PlaceOf(vm.Key, vm.Value.Peek()))));
        _newest = waiting.Select(step => step.Number).Append(_newest).Max();
        var begun = ImmutableArray.CreateBuilder<long>();
        var counts = new Dictionary<string, int>(underWay, StringComparer.Ordinal);
        while (begun.Count < room.Free && line.TryDequeue(out var vm, out _))
        {
            var count = counts.GetValueOrDefault(vm);
            if (count >= room.MostOfVm)
            {
                continue;
            }

            begun.Add(steps[vm].Dequeue());
            counts[vm] = count + 1;
            _served[vm] = new Place(_newest, ++_turn);
            if (steps[vm].TryPeek(out var next))
            {
                line.Enqueue(vm, PlaceOf(vm, next));
            }
        }

        return begun.ToImmutable();
    }

    // Behind all that waited when it was last served, and before what came after.
    private Place PlaceOf(string vm, long oldest) => _served.TryGetValue(vm, out var served) && served.Number >= oldest ? served : new Place(oldest, 0);

    private readonly record struct Place(long Number, long Turn) : IComparable<Place>
    {
        public int CompareTo(Place other) => Number != other.Number ? Number.CompareTo(other.Number) : Turn.CompareTo(other.Turn);
    }
}
