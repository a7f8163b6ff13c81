using System.Collections.Immutable;
using Reactor.Rules.Configuration;
using Reactor.Rules.Loading.Binding;

namespace Reactor.Rules.Loading.Settings;

/// <summary>The keys of a target's <c>email</c>.</summary>
internal static class EmailShape
{
    public static readonly Shape Shape = new("an e-mail target");

    private static readonly Key<SmtpServer> s_server = Shape.Required("server", MailReadings.Server, "The SMTP server, such as smtp.example.net or smtp.example.net:465.");
    private static readonly Key<SmtpSecurity> s_security = Shape.Optional(
        "security",
        Scalars.Choice(("starttls", SmtpSecurity.StartTls), ("tls", SmtpSecurity.Tls), ("none", SmtpSecurity.None)),
        "Whether the connection becomes TLS by STARTTLS (never sent on without), is TLS from the start, or stays in the clear. The port is 587, 465 or 25 where `server` tells none; default: tls on port 465, else starttls.");
    private static readonly Key<string> s_from = Shape.Required("from", MailReadings.Address, "The sender's address.");
    private static readonly Key<ImmutableArray<Placed<string>>> s_to = Shape.Required("to", Collections.OneOrMany(Collections.Placed(MailReadings.Address)), "The recipients' addresses.");
    private static readonly Key<string> s_user = Shape.Optional("user", CommonReadings.UserName, "Who logs in to the server; default: nobody does.");
    private static readonly OwnSecretKeys s_password = new(Shape, "password", "the password of `user`", isRequired: false);
    private static readonly Key<TlsSyntax> s_tls = Shape.Optional("tls", TargetTlsShape.Reading, "A private authority, and a certificate of Reactor's own; default: the system's authorities, no certificate.");
    private static readonly DeliveryKeys s_delivery = new(Shape);

    static EmailShape() => Shape.Needs(s_password.All, s_user, "user: reactor").Beside(s_user, s_password.All, "add password_file: PATH, or leave it out: nobody logs in without a password");

    public static Reading<EmailSyntax> Reading { get; } = new ObjectReading<EmailSyntax>(Shape, f => new EmailSyntax
    {
        Server = f.Get(s_server),
        Security = f.TryGet(s_security, out var security) ? security : null,
        From = f.Get(s_from),
        To = f.GetOr(s_to, []),
        User = f.Get(s_user),
        Password = s_password.Read(f),
        Place = f.Place,
        Tls = f.Get(s_tls),
        Delivery = s_delivery.Read(f),
    });
}
