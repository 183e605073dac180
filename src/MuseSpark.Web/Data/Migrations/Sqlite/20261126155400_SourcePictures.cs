using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace MuseSpark.Web.Data.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class SourcePictures : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<Guid>(
                name: "SourceId",
                table: "Generations",
                type: "TEXT",
                nullable: true);

            migrationBuilder.CreateIndex(
                name: "IX_Generations_WorkspaceId_SourceId",
                table: "Generations",
                columns: new[] { "WorkspaceId", "SourceId" });

            migrationBuilder.AddForeignKey(
                name: "FK_Generations_Outputs_WorkspaceId_SourceId",
                table: "Generations",
                columns: new[] { "WorkspaceId", "SourceId" },
                principalTable: "Outputs",
                principalColumns: new[] { "WorkspaceId", "Id" },
                onDelete: ReferentialAction.Restrict);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropForeignKey(
                name: "FK_Generations_Outputs_WorkspaceId_SourceId",
                table: "Generations");

            migrationBuilder.DropIndex(
                name: "IX_Generations_WorkspaceId_SourceId",
                table: "Generations");

            migrationBuilder.DropColumn(
                name: "SourceId",
                table: "Generations");
        }
    }
}
