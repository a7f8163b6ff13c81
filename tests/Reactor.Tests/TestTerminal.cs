using System.Text;
using Reactor.CommandLine;

namespace Reactor.Tests;

/// <summary>A terminal whose output the test reads.</summary>
internal sealed class TestTerminal
{
    private readonly LockedWriter _out = new();
    private readonly LockedWriter _error = new();

    public TestTerminal(params (string Name, string Value)[] variables)
        : this(null, variables)
    {
    }

    /// <param name="person">What a person types; null where nobody is there.</param>
    /// <param name="variables">Environment variables.</param>
    public TestTerminal(string? person, params (string Name, string Value)[] variables) => Terminal = new Terminal
    {
        Out = _out,
        Error = _error,
        StandardInput = () => new MemoryStream(Encoding.UTF8.GetBytes(Input)),
        Input = person is null ? null : new StringReader(person),
        Variable = name => variables.FirstOrDefault(v => v.Name == name).Value,
    };

    public Terminal Terminal { get; }

    /// <summary>What is piped in.</summary>
    public string Input { get; init; } = "";

    public string Out => _out.ToString();

    public string Error => _error.ToString();

    public Task<int> RunAsync(params string[] arguments) => ReactorCommandLine.RunAsync(arguments, Terminal, CancellationToken.None);

    // A command under way is watched by the test.
    private sealed class LockedWriter : StringWriter
    {
        private readonly Lock _lock = new();

        public override void Write(char value)
        {
            lock (_lock)
            {
                base.Write(value);
            }
        }

        public override void Write(string? value)
        {
            lock (_lock)
            {
                base.Write(value);
            }
        }

        public override void Write(char[] buffer, int index, int count)
        {
            lock (_lock)
            {
                base.Write(buffer, index, count);
            }
        }

        public override void Write(ReadOnlySpan<char> buffer)
        {
            lock (_lock)
            {
                base.Write(buffer);
            }
        }

        public override void WriteLine(string? value) => Write(value + NewLine);

        public override Task WriteLineAsync(string? value)
        {
            WriteLine(value);
            return Task.CompletedTask;
        }

        public override string ToString()
        {
            lock (_lock)
            {
                return base.ToString();
            }
        }
    }
}
