using Reactor.Rules.Diagnostics;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Reactor.Rules.Yaml;

/// <summary>The parser's events one after another, its failures turned into findings with a place.</summary>
internal sealed class YamlEvents
{
    private readonly SourceText _source;
    private readonly YamlLimits _limits;
    private readonly Parser _parser;
    private readonly OpenBlocks _blocks = new();
    private int _count;

    public YamlEvents(SourceText source, YamlLimits limits)
    {
        _source = source;
        _limits = limits;
        _parser = new Parser(new Scanner(new StringReader(source.Text), skipComments: true));
        Current = new StreamStart();
    }

    /// <summary>The event read last.</summary>
    public ParsingEvent Current { get; private set; }

    /// <summary>Where that event stands.</summary>
    public Place Place => _source.PlaceOf((int)Current.Start.Index, (int)(Current.End.Index - Current.Start.Index));

    /// <summary>Reads the next event; the stream's end again and again once it is reached.</summary>
    public ParsingEvent Next()
    {
        if (Current is StreamEnd)
            return Current;
        if (++_count > _limits.Events)
            throw new YamlStoppedException(Place, DiagnosticCodes.Limit, $"the file has more than {_limits.Events:N0} YAML tokens", "split it");
        if (Advance() && _parser.Current is { } next)
            _blocks.Follow(Current = next);
        else
            throw new YamlStoppedException(Place, DiagnosticCodes.Syntax, "the file ends in the middle of something", null);
        return Current;
    }

    private bool Advance()
    {
        try
        {
            return _parser.MoveNext();
        }
        catch (YamlException e)
        {
            throw SyntaxAdvice.For(_source, (int)Current.End.Index, _blocks, (int)e.Start.Index, (int)e.End.Index, e.Message);
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException)
        {
            // The parser's own way of refusing some texts, such as a flow list that is never closed: it says nothing of where.
            throw SyntaxAdvice.For(_source, (int)Current.End.Index, _blocks, (int)Current.End.Index, (int)Current.End.Index, "Something is wrong here or after it: a bracket, brace or quote that is not closed?");
        }
    }
}
