namespace MuseSpark.Training.Export;

/// <summary>How a graph keeps its matrices. Torch's are meant, [outputs, inputs], by their names; one may be used several times.</summary>
internal interface IGraphMatrices
{
    /// <summary>The rows with these numbers, [..., inputs].</summary>
    string Rows(string matrix, string numbers);

    /// <summary>x W^T</summary>
    string Product(string x, string matrix);
}
