using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json.Nodes;
using Reactor.Rules.Diagnostics;
using Reactor.Rules.Loading.Binding;
using Reactor.Rules.Yaml;

namespace Reactor.Rules.Loading.TestFiles;

/// <summary>How commands are answered and how programs end: <c>{return: {}}</c>, <c>{error: {...}}</c>, <c>timeout</c>; <c>{exit_code: 1}</c>.</summary>
internal static class AnswerShape
{
    public static readonly Shape Shape = new("an answer to a command");

    public static readonly Shape ErrorShape = new("an error of QEMU");

    public static readonly Shape ProgramShape = new("the end of a program");

    private static readonly Key<string> s_class = ErrorShape.Optional("class", Scalars.Word("QEMU's class of an error"), "QEMU's class; default GenericError.");
    private static readonly Key<string> s_desc = ErrorShape.Optional("desc", Scalars.AnyText, "What it says; default: nothing.");

    private static readonly Key<JsonReading.Json> s_return = Shape.Optional("return", new JsonReading("what the command returns"), "What the command returns.");
    private static readonly Key<CommandAnswer> s_error = Shape.Optional("error", new ObjectReading<CommandAnswer>(ErrorShape, f => new(null, f.GetOr(s_class, "GenericError"), f.GetOr(s_desc, ""))), "How the command fails; default: it returns.");

    private static readonly Key<int> s_exitCode = ProgramShape.Optional("exit_code", Scalars.Integer(0, 255), "Its exit code; default 0.");
    private static readonly Key<string> s_stdout = ProgramShape.Optional("stdout", Scalars.AnyText, "What it prints; default: nothing.");
    private static readonly Key<string> s_stderr = ProgramShape.Optional("stderr", Scalars.AnyText, "What it prints to standard error; default: nothing.");

    private static readonly Reading<CommandAnswer> s_object = new ObjectReading<CommandAnswer>(Shape.OneOf(s_return, s_error), f =>
        f.Get(s_error) ?? (f.Get(s_return) is { } value ? new CommandAnswer(Encoding.UTF8.GetBytes(value.Value?.ToJsonString() ?? "null")) : null));

    private static readonly Reading<ProgramSyntax> s_program = new ObjectReading<ProgramSyntax>(
        ProgramShape, f => new(f.GetOr(s_exitCode, 0), f.GetOr(s_stdout, ""), f.GetOr(s_stderr, "")));

    public static Reading<ImmutableArray<CommandAnswer>> Reading { get; } = Collections.OneOrMany(new OrTimeout<CommandAnswer>(s_object, new CommandAnswer(null)));

    public static Reading<ProgramSyntax> Program { get; } = new OrTimeout<ProgramSyntax>(s_program, new ProgramSyntax(null, "", ""));

    private sealed class OrTimeout<T>(Reading<T> otherwise, T timeout) : Reading<T>
        where T : class
    {
        public override string Expected => $"{otherwise.Expected}, or timeout";

        public override JsonObject Schema(SchemaDefs defs) => new() { ["anyOf"] = new JsonArray(new JsonObject { ["const"] = "timeout" }, otherwise.Schema(defs)) };

        protected override bool TryReadSound(YNode node, DiagnosticBag diagnostics, [MaybeNullWhen(false)] out T value)
        {
            if (node is not YScalar { Value: "timeout" })
                return otherwise.TryRead(node, diagnostics, out value);
            value = timeout;
            return true;
        }
    }
}
