using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Reactor.Actors.Operating;

/// <summary>
/// Arguments of a command as the audit keeps them: bounded, and without what may be a secret. Too much is left out rather than too little:
/// passwords, data of secret objects, what is typed into a guest, what stands behind the first word of a line for the human monitor.
/// </summary>
public sealed partial class MaskedArguments
{
    /// <summary>Values kept; those after them are counted only.</summary>
    internal const int MostValues = 64;

    /// <summary>Characters kept of a text.</summary>
    internal const int LongestText = 256;

    internal const string Mask = "***";

    private const string HumanLine = "command-line";

    private static readonly string[] s_secretNames = ["keys", "events", "data", "key"];

    private readonly MaskedWords _words = new();
    private int _left = MostValues;

    private MaskedArguments()
    {
    }

    /// <summary>The JSON object that is kept; null for no arguments.</summary>
    public string? Json { get; private set; }

    /// <summary>Makes it.</summary>
    /// <param name="arguments">A JSON object, or empty.</param>
    public static MaskedArguments Of(ReadOnlyMemory<byte> arguments)
    {
        if (arguments.IsEmpty)
            return new();
        using var document = JsonDocument.Parse(arguments);
        var masked = new MaskedArguments();
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
            masked.Write(writer, document.RootElement, isSecret: false);
        masked.Json = Encoding.UTF8.GetString(buffer.WrittenSpan);
        return masked;
    }

    /// <summary>Takes out of a text what was masked: QEMU may say back what it was given.</summary>
    /// <param name="text">The text.</param>
    public string Without(string text) => _words.TakenOutOf(text);

    private void Write(Utf8JsonWriter writer, JsonElement value, bool isSecret)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                WriteObject(writer, value, isSecret);
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (var element in value.EnumerateArray())
                {
                    if (!HasRoom())
                        break;
                    Write(writer, element, isSecret);
                }

                writer.WriteEndArray();
                break;
            case JsonValueKind.String:
                writer.WriteStringValue(isSecret ? Masked(value.GetString()!) : Kept(value.GetString()!));
                break;
            default:
                if (isSecret)
                    writer.WriteStringValue(Masked(value.GetRawText()));
                else
                    value.WriteTo(writer);
                break;
        }
    }

    private void WriteObject(Utf8JsonWriter writer, JsonElement value, bool isSecret)
    {
        writer.WriteStartObject();
        // {"property": "password", "value": ...}: what a property is set to is named by another member.
        var namesSecret = value.TryGetProperty("property", out var property) && property.ValueKind == JsonValueKind.String && IsSecret(property.GetString()!);
        foreach (var member in value.EnumerateObject())
        {
            if (!HasRoom())
            {
                writer.WriteString("...", "more was given than is kept");
                break;
            }

            writer.WritePropertyName(Shortened.Of(member.Name, LongestText));
            var isMasked = isSecret || IsSecret(member.Name) || (namesSecret && member.Name == "value");
            if (!isMasked && member.Name == HumanLine && member.Value.ValueKind == JsonValueKind.String)
                writer.WriteStringValue(FirstWord(member.Value.GetString()!));
            else
                Write(writer, member.Value, isMasked);
        }

        writer.WriteEndObject();
    }

    // What isn't looked at may be a secret: then nothing that QEMU says back is kept.
    private bool HasRoom()
    {
        if (--_left >= 0)
            return true;
        _words.AddUnseen();
        return false;
    }

    private string Masked(string secret)
    {
        _words.Add(secret);
        return Mask;
    }

    // sendkey, ringbuf_write, set_password: each command of the human monitor has its own way to be given a secret.
    private string FirstWord(string line)
    {
        line = line.TrimStart();
        var end = line.AsSpan().IndexOfAny(" \t\r\n");
        var rest = end < 0 ? "" : line[end..].Trim();
        var first = Shortened.Of(end < 0 ? line : line[..end], LongestText);
        return rest.Length == 0 ? first : $"{first} {Masked(rest)}";
    }

    private string Kept(string text)
    {
        var open = UserInfo.Masked(text, _words);
        var secret = SecretInText().Match(open);
        if (secret.Success)
        {
            var end = secret.Index + secret.Length;
            open = end == open.Length ? open : open[..end] + Masked(open[end..]);
        }

        return Shortened.Of(open, LongestText);
    }

    private static bool IsSecret(string name) => s_secretNames.Contains(name) || SecretName().IsMatch(name);

    [GeneratedRegex("password|passwd|passphrase|secret|token|credential|cookie", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex SecretName();

    // A line for the human monitor, a list of name=value: what stands behind such a word.
    [GeneratedRegex("""(password|passwd|passphrase|secret|token|credential|cookie|authorization)["']?[=:,\s]""", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex SecretInText();
}
