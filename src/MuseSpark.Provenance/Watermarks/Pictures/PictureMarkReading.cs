namespace MuseSpark.Provenance.Watermarks.Pictures;

/// <param name="Pixels">The picture with its mark; without, where there is none.</param>
/// <param name="Psnr">Peak signal to noise of the change in decibels, over all channels.</param>
public sealed record MarkedPicture(byte[] Pixels, MarkOutcome Outcome, double Psnr);

public enum MarkOutcome
{
    Marked,
    /// <summary>The picture is nearly of one colour: not marked.</summary>
    TooFlat,
    /// <summary>The mark could not be read back, mostly for much pure black or white: not marked.</summary>
    NoRoom,
}

/// <param name="Corrected">Of the 64 bits, how many had to be corrected.</param>
public sealed record PictureMarkReading(ulong Id, PictureMarkFound Found, int Corrected);

/// <summary>What had to be assumed to read a mark.</summary>
public enum PictureMarkFound
{
    /// <summary>Nothing; the size may have changed.</summary>
    Directly,
    WithOtherBrightness,
    InPiece,
    InScaledPiece,
}
