namespace Reactor.Qmp;

/// <summary>Holds the arguments given against those that a command takes.</summary>
internal sealed class ArgumentCheck
{
    /// <summary>More names than this are not listed in a message.</summary>
    private const int MaxListed = 12;

    private readonly CommandSchema _command;
    private readonly IReadOnlyDictionary<string, string?> _given;
    private readonly IReadOnlyList<CommandArgument> _taken;
    private readonly IReadOnlyList<CommandArgument> _needed;
    private readonly List<ArgumentProblem> _problems = [];

    public ArgumentCheck(CommandSchema command, IReadOnlyDictionary<string, string?> given)
    {
        _command = command;
        _given = given;

        // The branch is known only with the tag's value; without it, every branch's arguments may be right and none is needed.
        IReadOnlyList<CommandArgument>? branch = null;
        if (command.Branches is { } branches && given.TryGetValue(branches.Tag, out string? tag) && tag is not null)
            branches.Variants.TryGetValue(tag, out branch);
        _taken = [.. command.Arguments, .. branch ?? command.Branches?.Variants.Values.SelectMany(v => v) ?? []];
        _needed = [.. command.Arguments.Concat(branch ?? []).Where(a => !a.Optional && a.RemovedIn is null && !given.ContainsKey(a.Name))];
    }

    public IReadOnlyList<ArgumentProblem> Run()
    {
        foreach (var (name, value) in _given)
        {
            if (_taken.FirstOrDefault(a => a.Name == name) is { } argument)
                CheckValue(argument, value);
            else
                AddUnknown(name);
        }

        foreach (CommandArgument argument in _needed)
        {
            string kind = argument.Values.Count > 0 ? Listed(argument.Values) : argument.Type;
            _problems.Add(new(ArgumentProblemKind.Missing, argument.Name, null, $"{_command.Name} needs the argument '{argument.Name}' ({kind})"));
        }

        return _problems;
    }

    private void AddUnknown(string name)
    {
        // Where further arguments are taken, only one that stands for a needed one is surely wrong.
        string? nearest = NearestName.Find(name, [.. (_command.OpenEnded ? _needed : _taken.Where(a => !_given.ContainsKey(a.Name))).Select(a => a.Name).Distinct()]);
        if (_command.OpenEnded && nearest is null)
            return;

        string hint = nearest is not null ? $"did you mean '{nearest}'?"
            : _taken.Count == 0 ? "it takes none"
            : $"it takes {Listed([.. _taken.Select(a => a.Name).Distinct()])}";
        _problems.Add(new(ArgumentProblemKind.Unknown, name, nearest, $"{_command.Name} takes no argument '{name}': {hint}"));
    }

    private void CheckValue(CommandArgument argument, string? value)
    {
        if (value is null || argument.Values.Count == 0 || argument.Values.Contains(value))
            return;
        string? nearest = NearestName.Find(value, argument.Values);
        string hint = nearest is not null ? $"did you mean '{nearest}'?" : $"it takes {Listed(argument.Values)}";
        _problems.Add(new(ArgumentProblemKind.UnknownValue, argument.Name, nearest, $"argument '{argument.Name}' of {_command.Name} can't be '{value}': {hint}"));
    }

    private static string Listed(IReadOnlyList<string> names) =>
        names.Count <= MaxListed ? string.Join(", ", names) : $"{string.Join(", ", names.Take(MaxListed))} and {names.Count - MaxListed} more";
}
