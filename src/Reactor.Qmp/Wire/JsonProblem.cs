using System.Globalization;
using System.Text.Json;

namespace Reactor.Qmp;

/// <summary>What is wrong with JSON, in words for whoever wrote it.</summary>
public static class JsonProblem
{
    /// <summary>Says it: what is wrong and at which byte.</summary>
    /// <param name="failure">What the reader threw.</param>
    public static string Of(JsonException failure)
    {
        ArgumentNullException.ThrowIfNull(failure);
        string place = failure.BytePositionInLine is { } position
            ? string.Create(CultureInfo.InvariantCulture, $" (at byte {position + 1}{(failure.LineNumber is > 0 and { } line ? $" of line {line + 1}" : "")})")
            : "";
        return $"{Words(failure.Message)}{place}";
    }

    // The library's own sentence stays where none of these says it better; its tail of paths and positions goes.
    private static string Words(string message) => message switch
    {
        _ when message.Contains("does not contain any JSON tokens", StringComparison.Ordinal) => "there is no JSON",
        _ when message.Contains("Expected depth to be zero", StringComparison.Ordinal) || message.Contains("reached end of data", StringComparison.Ordinal)
            || message.Contains("end of the string", StringComparison.Ordinal) => "it ends in the middle: was the line cut?",
        _ when message.Contains("after a single JSON value", StringComparison.Ordinal) => "something follows after its end",
        _ when message.Contains("invalid start of a value", StringComparison.Ordinal) => $"{message[..message.IndexOf(" is an", StringComparison.Ordinal)]} begins no JSON value",
        _ when message.Contains("start of a property name", StringComparison.Ordinal) => "a member's name in double quotes is expected",
        _ when message.StartsWith("Duplicate property", StringComparison.Ordinal) => "a member is there twice",
        _ when message.Contains("maximum configured depth", StringComparison.Ordinal) => "it is nested too deep",
        _ when message.IndexOf(" LineNumber:", StringComparison.Ordinal) is > 0 and var tail => message[..tail].TrimEnd('.'),
        _ => message.TrimEnd('.'),
    };
}
