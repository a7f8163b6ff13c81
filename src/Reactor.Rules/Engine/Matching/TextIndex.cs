using System.Collections.Frozen;
using System.Collections.Immutable;
using Reactor.Cel;

namespace Reactor.Rules.Engine.Matching;

/// <summary>Rules whose conditions compare one field with a text, by the text.</summary>
internal sealed class TextIndex
{
    private readonly CelTextTest _field;
    private readonly FrozenDictionary<string, ImmutableArray<StepGroup>> _byText;

    public TextIndex(ImmutableArray<(CelTextTest Test, StepGroup Group)> tests)
    {
        _field = tests[0].Test;
        _byText = tests.GroupBy(t => t.Test.Text, StringComparer.Ordinal)
            .ToFrozenDictionary(t => t.Key, t => t.Select(x => x.Group).ToImmutableArray(), StringComparer.Ordinal);
        All = [.. tests.Select(t => t.Group)];
    }

    public ImmutableArray<StepGroup> All { get; }

    /// <summary>Those whose comparison holds; all of them where the field can't be read, since that is each rule's own to tell.</summary>
    public ImmutableArray<StepGroup> MayHold(CelActivation activation)
    {
        try
        {
            var value = _field.Read(activation);
            if (value.IsError)
                return All;
            return value.Kind == CelKind.String ? _byText.GetValueOrDefault(value.AsString, []) : [];
        }
        catch (Exception e) when (EngineRun.IsDefect(e))
        {
            return All;
        }
    }
}
