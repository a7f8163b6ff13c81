using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Nodes;
using Reactor.Rules.Diagnostics;
using Reactor.Rules.Yaml;

namespace Reactor.Rules.Loading.Binding;

/// <summary>How a value of the files is read, and what it must look like. Without state; the reader, the schema and the docs share it.</summary>
internal abstract class Reading<T>
{
    /// <summary>What is expected, for people: <c>a duration such as 30s</c>.</summary>
    public abstract string Expected { get; }

    /// <summary>The same where its name has been said already.</summary>
    public virtual string Looks => Expected;

    /// <summary>The words that it takes, where only some are taken; else empty.</summary>
    public virtual IReadOnlyList<string> Choices => [];

    /// <summary>How a text is written here that stands alone where more is expected; null where that says nothing.</summary>
    /// <param name="text">The text, quoted where YAML needs it.</param>
    public virtual string? Whole(string text) => text;

    /// <summary>How an entry of a list begins whose name was written as a key; null where entries have no name, or where the key is one of theirs.</summary>
    /// <param name="key">The key.</param>
    public virtual string? Entry(string key) => null;

    /// <summary>
    /// The JSON Schema of such a value. It refuses nothing that the reading takes, and takes nothing of a shape that the reading refuses:
    /// another type, an unknown or missing key, keys that exclude each other. Values it checks as far as a pattern can.
    /// </summary>
    /// <param name="defs">Takes the parts that have names.</param>
    public abstract JsonObject Schema(SchemaDefs defs);

    /// <summary>Reads a value; false when it was reported as faulty (now, or earlier for a <see cref="YBroken"/>).</summary>
    public bool TryRead(YNode node, DiagnosticBag diagnostics, [MaybeNullWhen(false)] out T value)
    {
        value = default;
        return node is not YBroken && TryReadSound(node, diagnostics, out value);
    }

    /// <summary>As <see cref="TryRead"/>, for a node that is not broken.</summary>
    protected abstract bool TryReadSound(YNode node, DiagnosticBag diagnostics, [MaybeNullWhen(false)] out T value);

    /// <summary>Reports a value of the wrong type.</summary>
    protected bool WrongType(YNode node, DiagnosticBag diagnostics, string? suggestion = null)
    {
        diagnostics.Error(node.Place, DiagnosticCodes.WrongType, $"{Expected} is expected here, not {node.Kind}", suggestion);
        return false;
    }

    /// <summary>Reports a value of the right type that is not taken.</summary>
    protected static bool BadValue(YNode node, DiagnosticBag diagnostics, string message, string? suggestion = null)
    {
        diagnostics.Error(node.Place, DiagnosticCodes.BadValue, message, suggestion);
        return false;
    }
}
