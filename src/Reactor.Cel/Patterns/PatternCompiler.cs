namespace Reactor.Cel.Patterns;

/// <summary>Makes of a pattern's syntax the instructions of an automaton.</summary>
internal sealed class PatternCompiler
{
    /// <summary>The largest automaton: the work per character of a text is at most in proportion to it.</summary>
    public const int MaxInstructions = 10_000;

    private readonly List<PatternInstruction> _code = [];

    /// <exception cref="FormatException">It is too large.</exception>
    public static Pattern Compile(PatternNode node)
    {
        var compiler = new PatternCompiler();
        compiler.Emit(node);
        compiler.Add(new(PatternOperation.Match));
        return new([.. compiler._code]);
    }

    private void Emit(PatternNode node)
    {
        switch (node)
        {
            case PatternNode.Single single:
                Add(new(PatternOperation.Take, Set: single.Set));
                break;
            case PatternNode.Place place:
                Add(new(PatternOperation.Ask, Place: place.Kind));
                break;
            case PatternNode.Sequence sequence:
                foreach (var part in sequence.Parts)
                    Emit(part);
                break;
            case PatternNode.Choice choice:
                Choice(choice.Branches);
                break;
            case PatternNode.Repeat repeat:
                Repeat(repeat);
                break;
            default:
                throw new InvalidOperationException($"No such pattern: {node.GetType().Name}.");
        }
    }

    private void Choice(IReadOnlyList<PatternNode> branches)
    {
        var ends = new List<int>();
        for (var i = 0; i < branches.Count - 1; i++)
        {
            var fork = Add(default);
            Emit(branches[i]);
            ends.Add(Add(default));
            _code[fork] = new(PatternOperation.Fork, fork + 1, _code.Count);
        }

        Emit(branches[^1]);
        foreach (var end in ends)
            _code[end] = new(PatternOperation.Jump, _code.Count);
    }

    private void Repeat(PatternNode.Repeat repeat)
    {
        for (var i = 0; i < repeat.Least && Grows(repeat.Part); i++)
        {
        }

        if (repeat.Most is not { } most)
        {
            var fork = Add(default);
            Emit(repeat.Part);
            Add(new(PatternOperation.Jump, fork));
            _code[fork] = new(PatternOperation.Fork, fork + 1, _code.Count);
            return;
        }

        var forks = new List<int>();
        for (var i = repeat.Least; i < most; i++)
        {
            forks.Add(Add(default));
            if (!Grows(repeat.Part))
                break;
        }

        foreach (var fork in forks)
            _code[fork] = new(PatternOperation.Fork, fork + 1, _code.Count);
    }

    /// <summary>Emits once; false where that came to nothing, as it then always does.</summary>
    private bool Grows(PatternNode part)
    {
        var before = _code.Count;
        Emit(part);
        return _code.Count > before;
    }

    private int Add(PatternInstruction instruction)
    {
        if (_code.Count >= MaxInstructions)
            throw new FormatException($"with its repetitions written out it has more than {MaxInstructions} parts");
        _code.Add(instruction);
        return _code.Count - 1;
    }
}
