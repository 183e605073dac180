using System.Runtime.Intrinsics;
using MuseSpark.Training.Torch;
using TorchSharp;

namespace MuseSpark.Training.Image;

/// <summary>
/// y = w (x - m) r + b with mean m and r = 1 / sqrt(variance + epsilon) over the places and channels of each group (Wu and He,
/// arXiv:1803.08494). Pictures are bfloat16 (n, h, w, c); a group's width need not be a multiple of the lanes, so sums run per channel.
/// </summary>
internal static unsafe class GroupNormKernel
{
    private const float Epsilon = 1e-5f;
    private const int Groups = PictureShape.NormGroups;

    /// <param name="moments">float32 (n, groups, 2), filled with m and r</param>
    public static void Forward(torch.Tensor x, torch.Tensor weight, torch.Tensor bias, torch.Tensor result, torch.Tensor moments)
    {
        var (count, places, channels) = Sizes(x);
        var width = channels / Groups;
        ushort* input = Bf16.Pointer(x), output = Bf16.Pointer(result), w = Bf16.Pointer(weight), b = Bf16.Pointer(bias);
        float* scale = stackalloc float[channels], shift = stackalloc float[channels];
        var moment = Bf16.FloatPointer(moments);
        for (var n = 0; n < count; n++, input += places * channels, output += places * channels, moment += Groups * 2)
        {
            for (var c = 0; c < channels; c += Bf16.Lanes)
            {
                Vector512<float> sum = default, squares = default;
                for (var p = 0; p < places; p++)
                {
                    var v = Bf16.Load(input + p * channels + c);
                    sum += v;
                    squares += v * v;
                }
                sum.Store(scale + c);
                squares.Store(shift + c);
            }
            for (var g = 0; g < Groups; g++)
            {
                float sum = 0, squares = 0;
                for (var c = g * width; c < (g + 1) * width; c++) (sum, squares) = (sum + scale[c], squares + shift[c]);
                var mean = sum / (width * places);
                var r = 1 / MathF.Sqrt(MathF.Max(0, squares / (width * places) - mean * mean) + Epsilon);
                (moment[2 * g], moment[2 * g + 1]) = (mean, r);
                for (var c = g * width; c < (g + 1) * width; c++)
                {
                    scale[c] = r * Bf16.ToFloat(w[c]);
                    shift[c] = Bf16.ToFloat(b[c]) - mean * scale[c];
                }
            }
            for (var p = 0; p < places; p++)
                for (var c = 0; c < channels; c += Bf16.Lanes)
                    Bf16.Store(Bf16.Load(input + p * channels + c) * Vector512.Load(scale + c) + Vector512.Load(shift + c), output + p * channels + c);
        }
    }

    /// <summary>
    /// With u = dy w: dx = r (u - mean(u) - z mean(u z)), z = (x - m) r; dw = sum of dy z, db = sum of dy.
    /// </summary>
    public static void Backward(torch.Tensor x, torch.Tensor weight, torch.Tensor moments, torch.Tensor outGradient,
        torch.Tensor dx, torch.Tensor dw, torch.Tensor db)
    {
        var (count, places, channels) = Sizes(x);
        var width = channels / Groups;
        ushort* input = Bf16.Pointer(x), dy = Bf16.Pointer(outGradient), output = Bf16.Pointer(dx), w = Bf16.Pointer(weight);
        float* ofGradient = stackalloc float[channels], ofInput = stackalloc float[channels], constant = stackalloc float[channels];
        float* weightSum = stackalloc float[channels], biasSum = stackalloc float[channels];
        new Span<float>(weightSum, channels).Clear();
        new Span<float>(biasSum, channels).Clear();
        var moment = Bf16.FloatPointer(moments);
        for (var n = 0; n < count; n++, input += places * channels, dy += places * channels, output += places * channels, moment += Groups * 2)
        {
            for (var c = 0; c < channels; c += Bf16.Lanes)
            {
                Vector512<float> sum = default, product = default;
                for (var p = 0; p < places; p++)
                {
                    var d = Bf16.Load(dy + p * channels + c);
                    sum += d;
                    product += d * Bf16.Load(input + p * channels + c);
                }
                sum.Store(ofGradient + c);
                product.Store(ofInput + c);
            }
            for (var g = 0; g < Groups; g++)
            {
                float mean = moment[2 * g], r = moment[2 * g + 1], meanU = 0, meanUz = 0;
                for (var c = g * width; c < (g + 1) * width; c++)
                {
                    var dyz = r * (ofInput[c] - mean * ofGradient[c]);
                    weightSum[c] += dyz;
                    biasSum[c] += ofGradient[c];
                    meanU += Bf16.ToFloat(w[c]) * ofGradient[c];
                    meanUz += Bf16.ToFloat(w[c]) * dyz;
                }
                meanU /= width * places;
                meanUz /= width * places;
                // dx as a sum of multiples of dy, x and 1, per channel.
                for (var c = g * width; c < (g + 1) * width; c++)
                {
                    ofGradient[c] = r * Bf16.ToFloat(w[c]);
                    ofInput[c] = -r * r * meanUz;
                    constant[c] = -r * meanU + r * r * meanUz * mean;
                }
            }
            for (var p = 0; p < places; p++)
                for (var c = 0; c < channels; c += Bf16.Lanes)
                {
                    var at = p * channels + c;
                    Bf16.Store(Bf16.Load(dy + at) * Vector512.Load(ofGradient + c) + Bf16.Load(input + at) * Vector512.Load(ofInput + c)
                        + Vector512.Load(constant + c), output + at);
                }
        }
        ushort* dwOut = Bf16.Pointer(dw), dbOut = Bf16.Pointer(db);
        for (var c = 0; c < channels; c++) (dwOut[c], dbOut[c]) = (Bf16.FromFloat(weightSum[c]), Bf16.FromFloat(biasSum[c]));
    }

    private static (int Count, int Places, int Channels) Sizes(torch.Tensor x)
    {
        if (x.shape[3] % Bf16.Lanes != 0) throw new ArgumentException($"{x.shape[3]} channels are not a multiple of {Bf16.Lanes}.");
        return ((int)x.shape[0], (int)(x.shape[1] * x.shape[2]), (int)x.shape[3]);
    }
}
