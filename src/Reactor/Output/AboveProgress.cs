using System.Text;

namespace Reactor.Output;

/// <summary>Writes to a screen on which there may be a line of progress: that gives way.</summary>
internal sealed class AboveProgress(TextWriter screen, Progress progress) : TextWriter
{
    public override Encoding Encoding => screen.Encoding;

    /// <summary>Whether the last line has no end yet.</summary>
    public bool IsInLine { get; private set; }

    public override void Write(char value) => Write([value]);

    public override void Write(string? value) => Write(value.AsSpan());

    public override void Write(char[] buffer, int index, int count) => Write(buffer.AsSpan(index, count));

    public override void Write(ReadOnlySpan<char> buffer)
    {
        if (!buffer.IsEmpty)
        {
            var text = buffer.ToString();
            progress.Above(() =>
            {
                screen.Write(text);
                IsInLine = text[^1] != '\n';
            });
        }
    }

    public override void WriteLine(string? value) => Write(value + NewLine);

    public override void WriteLine(ReadOnlySpan<char> buffer) => Write($"{buffer}{NewLine}");

    public override void Flush() => screen.Flush();
}
