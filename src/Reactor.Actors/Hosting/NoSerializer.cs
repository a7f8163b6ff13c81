using Akka.Actor;
using Akka.Configuration;
using Akka.Serialization;

namespace Reactor.Actors.Hosting;

/// <summary>Messages stay in the process. Akka's own serializer, made at the start whether it is used or not, brings megabytes of libraries along.</summary>
public sealed class NoSerializer : Serializer
{
    private const string Why = "Reactor's messages stay in its process.";

    /// <summary>Made by Akka.</summary>
    /// <param name="system">Of the actors.</param>
    /// <param name="settings">Those of the one whose place it takes: nothing.</param>
    public NoSerializer(ExtendedActorSystem system, Config settings)
        : base(system)
    {
    }

    /// <inheritdoc/>
    public override int Identifier => 1;

    /// <inheritdoc/>
    public override bool IncludeManifest => false;

    /// <inheritdoc/>
    public override byte[] ToBinary(object obj) => throw new NotSupportedException(Why);

    /// <inheritdoc/>
    public override object FromBinary(byte[] bytes, Type type) => throw new NotSupportedException(Why);
}
