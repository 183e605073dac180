using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace MuseSpark.Web.Data.Migrations.Postgres
{
    /// <inheritdoc />
    public partial class Credentials : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<byte[]>(
                name: "Credentials",
                table: "ProvenanceRecords",
                type: "bytea",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "Manifest",
                table: "ProvenanceRecords",
                type: "character varying(100)",
                maxLength: 100,
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "MarkId",
                table: "ProvenanceRecords",
                type: "bigint",
                nullable: true);

            migrationBuilder.CreateIndex(
                name: "IX_ProvenanceRecords_Manifest",
                table: "ProvenanceRecords",
                column: "Manifest",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_ProvenanceRecords_MarkId",
                table: "ProvenanceRecords",
                column: "MarkId",
                unique: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_ProvenanceRecords_Manifest",
                table: "ProvenanceRecords");

            migrationBuilder.DropIndex(
                name: "IX_ProvenanceRecords_MarkId",
                table: "ProvenanceRecords");

            migrationBuilder.DropColumn(
                name: "Credentials",
                table: "ProvenanceRecords");

            migrationBuilder.DropColumn(
                name: "Manifest",
                table: "ProvenanceRecords");

            migrationBuilder.DropColumn(
                name: "MarkId",
                table: "ProvenanceRecords");
        }
    }
}
