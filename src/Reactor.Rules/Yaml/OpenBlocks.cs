using YamlDotNet.Core.Events;

namespace Reactor.Rules.Yaml;

/// <summary>The maps and lists without brackets around the parser's current event, and those that ended just before it: what a line's indentation may fit to.</summary>
internal sealed class OpenBlocks
{
    private readonly Stack<Block?> _open = new();

    /// <summary>The innermost that is open; null when there is none, or it is in brackets.</summary>
    public Block? Innermost => _open.TryPeek(out var block) ? block : null;

    /// <summary>The innermost list that is open; null when there is none.</summary>
    public Block? InnermostList => _open.FirstOrDefault(b => b is { IsList: true });

    /// <summary>Those that ended with the events just before, from the innermost; none when the last event ended none.</summary>
    public List<Block> Ended { get; } = [];

    /// <summary>Follows an event.</summary>
    public void Follow(ParsingEvent next)
    {
        switch (next)
        {
            case MappingStart { Style: MappingStyle.Block }:
                _open.Push(new Block(false, (int)next.Start.Column - 1));
                Ended.Clear();
                break;
            case SequenceStart { Style: SequenceStyle.Block }:
                _open.Push(new Block(true, (int)next.Start.Column - 1));
                Ended.Clear();
                break;
            case MappingStart or SequenceStart:
                _open.Push(null);
                Ended.Clear();
                break;
            case MappingEnd or SequenceEnd:
                if (_open.Pop() is { } ended)
                    Ended.Add(ended);
                break;
            case Scalar or AnchorAlias:
                Ended.Clear();
                break;
        }
    }

    /// <summary>A map or list without brackets.</summary>
    /// <param name="IsList">Whether it is a list.</param>
    /// <param name="Indent">How far its entries are indented, in spaces.</param>
    internal sealed record Block(bool IsList, int Indent);
}
