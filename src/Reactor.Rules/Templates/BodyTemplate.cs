using System.Buffers;
using System.Numerics;
using System.Text;
using System.Text.Json;
using Reactor.Cel;
using Reactor.Rules.Expressions;

namespace Reactor.Rules.Templates;

/// <summary>
/// A body written in a rule. A map or list is JSON, encoded leaf by leaf: what a leaf renders can't become syntax. A lone scalar is plain
/// text. Immutable.
/// </summary>
public sealed class BodyTemplate
{
    /// <summary>The deepest nesting that a written body may have.</summary>
    public const int MaxDepth = 32;

    private const int ShortestCut = 256;

    private string? _canonical;

    private BodyTemplate(BodyNode root) => Root = root;

    /// <summary>The whole tree.</summary>
    public BodyNode Root { get; }

    /// <summary>Whether it is JSON (a map, a list, or a whole <c>{{ }}</c>), and not plain text.</summary>
    public bool IsJson => Root is BodyMap or BodyList or BodyExpression;

    /// <summary>The MIME type of what is rendered.</summary>
    public string ContentType => IsJson ? "application/json" : "text/plain; charset=utf-8";

    /// <summary>One spelling for all bodies that differ in the formatting of expressions only.</summary>
    public string Canonical => _canonical ??= BodyCanonical.Of(Root);

    /// <summary>Its expressions, in order.</summary>
    public IEnumerable<CelProgram> Programs => ProgramsOf(Root);

    /// <summary>A template of this tree.</summary>
    /// <param name="root">The tree.</param>
    /// <exception cref="ArgumentException">Nested deeper than <see cref="MaxDepth"/>.</exception>
    public static BodyTemplate Of(BodyNode root)
    {
        ArgumentNullException.ThrowIfNull(root);
        return DepthOf(root) <= MaxDepth ? new(root) : throw new ArgumentException($"A body nests at most {MaxDepth} deep.", nameof(root));
    }

    /// <summary>Makes a leaf of a string: a constant, an expression (blanks around it don't matter), or a text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="environment">What its expressions may name.</param>
    /// <param name="place">Where it stands: <see cref="ExpressionPlace.Value"/> or <see cref="ExpressionPlace.StepValue"/>.</param>
    public static Parsed<BodyNode> ParseLeaf(string text, RuleEnvironment environment, ExpressionPlace place = ExpressionPlace.Value)
    {
        var parsed = TextTemplate.Parse(text, environment, place);
        if (parsed.Value is not { } template)
            return new(null, parsed.Diagnostics);
        var meaningful = TemplateScanner.Split(text, []).Where(s => s.IsExpression || !string.IsNullOrWhiteSpace(s.Text)).ToArray();
        BodyNode leaf = meaningful is [{ IsExpression: true }] ? new BodyExpression(template.Programs.Single())
            : template.IsConstant ? new BodyConstant(CelValue.From(text))
            : new BodyText(template);
        return new(leaf, parsed.Diagnostics);
    }

    /// <summary>Renders the bytes of the body.</summary>
    /// <param name="activation">The values.</param>
    public byte[] Render(CelActivation activation) => Render(activation, new RenderBounds());

    /// <summary>Renders the bytes of the body.</summary>
    /// <param name="activation">The values.</param>
    /// <param name="bounds">How large each leaf may be; is told whether one was cut.</param>
    public byte[] Render(CelActivation activation, RenderBounds bounds)
    {
        ArgumentNullException.ThrowIfNull(activation);
        ArgumentNullException.ThrowIfNull(bounds);
        if (!IsJson)
            return Encoding.UTF8.GetBytes(Root is BodyText text ? text.Template.Render(activation, bounds) : ((BodyConstant)Root).Value.ToString());
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, JsonLeaf.WriterOptions))
            Write(writer, Root, activation, bounds);
        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>Renders the bytes of the body; null where it is larger than it may be, or a leaf of it is.</summary>
    /// <param name="activation">The values.</param>
    /// <param name="maxBytes">Bytes that it may have.</param>
    public byte[]? TryRender(CelActivation activation, int maxBytes)
    {
        var bounds = new RenderBounds(maxBytes) { MaxBody = maxBytes };
        var body = Render(activation, bounds);
        return bounds.IsCut || body.Length > maxBytes ? null : body;
    }

    /// <summary>
    /// Renders the bytes of the body, its longest texts cut so far that it isn't larger than it may be: each such text ends in an ellipsis, all else is as it
    /// is written. Null where it is too large even so.
    /// </summary>
    /// <param name="activation">The values.</param>
    /// <param name="maxBytes">Bytes that it may have.</param>
    /// <param name="isCut">Whether a text was cut.</param>
    public byte[]? TryRenderCut(CelActivation activation, int maxBytes, out bool isCut)
    {
        isCut = false;
        if (TryRender(activation, maxBytes, maxBytes) is { } whole)
            return whole;

        // Guests decide what is rendered, so it is rendered few times: the shortest texts tell whether any help, and among halvings of the longest it is searched.
        isCut = true;
        var (tooLong, fits) = (0, BitOperations.Log2((uint)Math.Max(maxBytes / ShortestCut, 1)));
        var body = TryRender(activation, maxBytes, maxBytes >> fits);
        while (body is not null && fits - tooLong > 1)
        {
            var between = (tooLong + fits) / 2;
            if (TryRender(activation, maxBytes, maxBytes >> between) is { } longer)
                (fits, body) = (between, longer);
            else
                tooLong = between;
        }

        return body;
    }

    private byte[]? TryRender(CelActivation activation, int maxBytes, int longestText)
    {
        var bounds = new RenderBounds(longestText) { MaxTree = maxBytes, MaxBody = maxBytes };
        var body = Render(activation, bounds);
        return bounds.IsTooLarge || body.Length > maxBytes ? null : body;
    }

    /// <summary>Writes the body as one JSON value.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="activation">The values.</param>
    public void WriteTo(Utf8JsonWriter writer, CelActivation activation)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(activation);
        Write(writer, Root, activation, new RenderBounds());
    }

    private static void Write(Utf8JsonWriter writer, BodyNode node, CelActivation activation, RenderBounds bounds)
    {
        if (bounds.MaxBody is { } most && (bounds.IsTooLarge || writer.BytesCommitted + writer.BytesPending > most))
        {
            bounds.IsCut = bounds.IsTooLarge = true;
            writer.WriteNullValue();
            return;
        }

        switch (node)
        {
            case BodyMap map:
                writer.WriteStartObject();
                foreach (var (name, child) in map.Entries)
                {
                    writer.WritePropertyName(name);
                    Write(writer, child, activation, bounds);
                }

                writer.WriteEndObject();
                break;
            case BodyList list:
                writer.WriteStartArray();
                foreach (var child in list.Items)
                    Write(writer, child, activation, bounds);
                writer.WriteEndArray();
                break;
            case BodyConstant constant: JsonLeaf.Write(writer, constant.Value, bounds); break;
            case BodyExpression expression: JsonLeaf.Write(writer, expression.Program.Evaluate(activation), bounds); break;
            case BodyText text: JsonLeaf.Write(writer, CelValue.From(text.Template.Render(activation, bounds)), bounds); break;
            default: throw new InvalidOperationException($"Unknown node {node.GetType().Name}.");
        }
    }

    private static int DepthOf(BodyNode node) => node switch
    {
        BodyMap map => 1 + map.Entries.Select(e => DepthOf(e.Value)).DefaultIfEmpty().Max(),
        BodyList list => 1 + list.Items.Select(DepthOf).DefaultIfEmpty().Max(),
        _ => 0,
    };

    private static IEnumerable<CelProgram> ProgramsOf(BodyNode node) => node switch
    {
        BodyMap map => map.Entries.SelectMany(e => ProgramsOf(e.Value)),
        BodyList list => list.Items.SelectMany(ProgramsOf),
        BodyExpression expression => [expression.Program],
        BodyText text => text.Template.Programs,
        _ => [],
    };
}
