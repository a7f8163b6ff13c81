using System.Collections.Immutable;
using Reactor.Cel;

namespace Reactor.Rules.Engine.Matching;

/// <summary>Rules whose conditions compare one field with constants: it is read once, and tells which of them may hold.</summary>
internal abstract class FieldIndex
{
    private readonly CelFieldTest _field;
    private readonly ImmutableArray<StepGroup> _unguarded;

    protected FieldIndex(IReadOnlyCollection<(CelFieldTest Test, StepGroup Group)> tests)
    {
        _field = tests.First().Test;
        All = [.. tests.Select(t => t.Group).Distinct()];
        _unguarded = [.. tests.Where(t => !t.Test.IsGuarded).Select(t => t.Group).Distinct()];
    }

    public ImmutableArray<StepGroup> All { get; }

    /// <summary>Adds those that may hold; all of them where the field can't be read, since that is each rule's own to tell.</summary>
    public void AddTo(List<StepGroup> groups, CelActivation activation)
    {
        CelValue value;
        try
        {
            value = _field.Read(activation);
        }
        catch (Exception e) when (EngineRun.IsDefect(e))
        {
            groups.AddRange(All.AsSpan());
            return;
        }

        if (value.IsError)
            groups.AddRange((_field.IsAbsent(value) ? _unguarded : All).AsSpan());
        else
            AddTo(groups, value, activation);
    }

    protected abstract void AddTo(List<StepGroup> groups, in CelValue value, CelActivation activation);
}
