using System.Text.Json.Nodes;
using Reactor.Cel;
using Reactor.CommandLine;
using Reactor.Output;
using Reactor.Reactions.Simulation;
using Reactor.Rules.Engine;
using Reactor.Rules.Explaining;
using Reactor.Rules.Expressions;

namespace Reactor.Trying;

/// <summary>Evaluates one expression after the other against an event that may be exchanged.</summary>
internal sealed class EvalSession(RuleVocabulary vocabulary, KnownVms vms, string? vm, ExpressionPlace place, OutputFormat format, Terminal terminal)
{
    private const string Help = """
        Type an expression to see what it gives.
          :event FILE   take event, data and vm from this event (- for none)
          :type EXPR    only the type
          :help         this
          :quit         the end
        """;

    private bool _isConversing;
    private ExpressionTrial _trial = new(vocabulary, null);

    /// <summary>Takes the values of this event from now on.</summary>
    public void TakeEvent(SeenEvent? seen) => _trial = new ExpressionTrial(vocabulary, seen);

    /// <summary>Evaluates and prints; false where it is wrong or fails.</summary>
    public bool Evaluate(string expression, bool typeOnly = false)
    {
        var compilation = _trial.Compile(expression, place);
        if (compilation.Program is not { } program)
        {
            Refuse(expression, compilation);
            return false;
        }
        if (format == OutputFormat.Table && compilation.Diagnostics.Count > 0)
        {
            terminal.Error.WriteLine(ExpressionFault.Text(expression, compilation.Diagnostics));
        }
        if (typeOnly)
        {
            terminal.Out.WriteLine(program.ResultType.Name);
            return true;
        }
        var explanation = _trial.Explain(program);
        Print(expression, program, explanation, compilation);
        if (_trial.WantsEvent(explanation.Value))
        {
            terminal.Error.WriteLine(_isConversing
                ? "event, data and vm are those of an event: ':event FILE' takes one from a file, with a line as QMP prints it, such as {\"event\": \"STOP\"}"
                : "event, data and vm are those of an event: give one with --event FILE, or --event - for standard input, a line as QMP prints it, such as {\"event\": \"STOP\"}");
        }
        return !explanation.Value.IsError;
    }

    /// <summary>Reads expressions and commands until the end or <c>:quit</c>.</summary>
    public void Converse(TextReader input)
    {
        _isConversing = true;
        while (input.ReadLine() is { } line && line.Trim() != ":quit")
        {
            Answer(line.Trim());
        }
    }

    private void Answer(string line)
    {
        var (command, rest) = Split(line);
        switch (command)
        {
            case ":event": ChangeEvent(rest); break;
            case ":type": Evaluate(rest, typeOnly: true); break;
            case ":help": terminal.Out.WriteLine(Help); break;
            case ['?' or ':', ..]: terminal.Error.WriteLine($"there is no command {Printable.Of(command)}; :help lists them"); break;
            case "": break;
            default: Evaluate(line); break;
        }
    }

    private void ChangeEvent(string path)
    {
        try
        {
            TakeEvent(path is "" or "-" ? null : EventFile.Read(path, vms, vm, terminal));
        }
        catch (Exception e) when (e is CommandFailedException or IOException or UnauthorizedAccessException)
        {
            terminal.Error.WriteLine(e.Message);
        }
    }

    private static (string Command, string Argument) Split(string line)
    {
        var blank = line.StartsWith(':') ? line.IndexOf(' ', StringComparison.Ordinal) : -1;
        return blank < 0 ? (line, "") : (line[..blank], line[(blank + 1)..].Trim());
    }

    private void Refuse(string expression, CelCompilation compilation)
    {
        if (format == OutputFormat.Json)
        {
            JsonLines.Write(terminal.Out, [new JsonObject { ["expression"] = expression, ["diagnostics"] = ExpressionFault.Json(expression, compilation.Diagnostics) }]);
        }
        else
        {
            terminal.Error.WriteLine(ExpressionFault.Text(expression, compilation.Diagnostics));
        }
    }

    private void Print(string expression, CelProgram program, CelExplanation explanation, CelCompilation compilation)
    {
        if (format == OutputFormat.Json)
        {
            var row = Explanations.Json(explanation);
            row["expression"] = expression;
            row["type"] = program.ResultType.Name;
            row["diagnostics"] = ExpressionFault.Json(expression, compilation.Diagnostics);
            JsonLines.Write(terminal.Out, [row]);
            return;
        }
        terminal.Out.WriteLine($"{ValueText.Of(explanation.Value)}   ({(explanation.Value.IsError ? "failed" : program.ResultType.Name)})");
        if (explanation.Value.IsTrue || program.ResultType.Kind != CelTypeKind.Bool)
        {
            return;
        }
        foreach (var line in Explanations.Lines(explanation))
        {
            terminal.Out.WriteLine($"  {line}");
        }
    }
}
