using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace Reactor.Demo.Lab;

/// <summary>What the receiver answers to a request.</summary>
internal sealed record ReceiverAnswer
{
    private ReceiverAnswer(int status) => StatusCode = status;

    /// <summary>200.</summary>
    public static ReceiverAnswer Ok { get; } = new(StatusCodes.Status200OK);

    /// <summary>410: the endpoint is gone for good.</summary>
    public static ReceiverAnswer Gone { get; } = new(StatusCodes.Status410Gone);

    /// <summary>No answer: the connection stays open until the client or the receiver ends it.</summary>
    public static ReceiverAnswer Never { get; } = new(0) { After = new TaskCompletionSource().Task };

    /// <summary>The status code.</summary>
    public int StatusCode { get; }

    /// <summary>Further headers of the answer.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; private init; } = new Dictionary<string, string>();

    /// <summary>Answered once this is complete.</summary>
    public Task After { get; private init; } = Task.CompletedTask;

    /// <summary>The text of the answer.</summary>
    public string Text { get; private init; } = "";

    /// <summary>200, with a text.</summary>
    public static ReceiverAnswer Saying(string text) => new(StatusCodes.Status200OK) { Text = text };

    /// <summary>400, with a text.</summary>
    public static ReceiverAnswer Refusing(string text) => new(StatusCodes.Status400BadRequest) { Text = text };

    /// <summary>A bare status code.</summary>
    public static ReceiverAnswer Status(int status) => new(status);

    /// <summary>200, once <paramref name="released"/> is complete.</summary>
    public static ReceiverAnswer OkAfter(Task released) => new(StatusCodes.Status200OK) { After = released };

    /// <summary>A redirection (302 unless told otherwise).</summary>
    public static ReceiverAnswer Redirect(string location, int status = StatusCodes.Status302Found) => With(status, "Location", location);

    /// <summary>429, with <c>Retry-After</c> in seconds.</summary>
    public static ReceiverAnswer TooManyRequests(int retryAfterSeconds) =>
        With(StatusCodes.Status429TooManyRequests, "Retry-After", retryAfterSeconds.ToString(CultureInfo.InvariantCulture));

    /// <summary>A status code with a header.</summary>
    public static ReceiverAnswer With(int status, string header, string value) =>
        new(status) { Headers = new Dictionary<string, string> { [header] = value } };
}
