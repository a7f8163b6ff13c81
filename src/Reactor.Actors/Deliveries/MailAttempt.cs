using Reactor.Actors.Secrets;
using Reactor.Reactions.Commits;
using Reactor.Rules.Configuration;

namespace Reactor.Actors.Deliveries;

/// <summary>Prepares and sends a mail once: the settings and the password as they are now, the mail as it was committed.</summary>
internal sealed class MailAttempt(ISecretResolver secrets, IMailSender sender)
{
    /// <summary>Makes the attempt.</summary>
    /// <param name="delivery">What to send.</param>
    /// <param name="target">The target's settings.</param>
    /// <param name="ct">Gives it up; thrown then.</param>
    /// <exception cref="SecretUnavailableException">The password is missing.</exception>
    public async Task<SendResult> RunAsync(DeliveryRow delivery, EmailTarget target, CancellationToken ct)
    {
        (string, string)? login = null;
        if (target is { User: { } user, Password: { } source })
            login = (user, await secrets.ResolveAsync(source, $"password of target `{target.Name}`", ct).ConfigureAwait(false));
        return await sender.SendAsync(
            new MailRequest
            {
                Server = target.Server,
                Port = target.Port,
                Security = target.Security,
                Tls = target.Tls,
                Login = login,
                From = target.From,
                To = target.To,
                Message = delivery.Body,
                Timeout = target.Timeout,
            },
            ct).ConfigureAwait(false);
    }
}
