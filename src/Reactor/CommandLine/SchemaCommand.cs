using System.CommandLine;
using System.Text.Json.Nodes;
using Reactor.Rules.Loading;

namespace Reactor.CommandLine;

/// <summary><c>reactor schema</c>.</summary>
internal static class SchemaCommand
{
    private static readonly (string Name, string File, Func<JsonObject> Schema)[] s_schemas =
    [
        ("rules", "rules.schema.json", FileSchemas.Rules),
        ("config", "reactor.schema.json", FileSchemas.Configuration),
        ("inventory", "inventory.schema.json", FileSchemas.Inventory),
        ("tests", "tests.schema.json", FileSchemas.Tests),
    ];

    public static Command Create(Terminal terminal)
    {
        var which = new Argument<string?>("rules|config|inventory|tests")
        {
            Description = "rules, config, inventory or tests. Default: all of them, as one object by these names",
            Arity = ArgumentArity.ZeroOrOne,
        };
        which.AcceptOnlyFromAmong([.. s_schemas.Select(s => s.Name)]);
        var folder = new Option<string?>("--output-dir")
        {
            Description = $"Write {string.Join(", ", s_schemas.Select(s => s.File))} into this folder",
            HelpName = "DIR",
        };
        var command = new Command(
            "schema",
            "Print the JSON Schema of rule files, reactor.yaml, inventory files or rule tests, for editors. A file names its own in its first line:\n  # yaml-language-server: $schema=rules.schema.json\n\nExample:\n  reactor schema --output-dir config/schema")
        {
            which, folder,
        };
        command.SetAction(result =>
        {
            var wanted = s_schemas.Where(s => result.GetValue(which) is not { } name || name == s.Name).ToList();
            if (result.GetValue(folder) is { } path)
            {
                Write(path, wanted, terminal);
            }
            else
            {
                terminal.Out.Write(FileSchemas.Format(wanted is [var one] ? one.Schema() : new JsonObject(wanted.Select(s => KeyValuePair.Create(s.Name, (JsonNode?)s.Schema())))));
            }
            return ExitCode.Fine;
        });
        return command;
    }

    private static void Write(string folder, IEnumerable<(string Name, string File, Func<JsonObject> Schema)> schemas, Terminal terminal)
    {
        if (folder.Length == 0)
        {
            throw new CommandFailedException("--output-dir names no folder", ExitCode.Usage);
        }
        Directory.CreateDirectory(folder);
        foreach (var (_, file, schema) in schemas)
        {
            var path = Path.Combine(folder, file);
            File.WriteAllText(path, FileSchemas.Format(schema()));
            terminal.Out.WriteLine(path);
        }
    }
}
